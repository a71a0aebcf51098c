"""Who handed in what: one submission for each student, whatever the folder or the archive looks like."""

import tracemalloc
import zipfile

import pytest

from course.grade import submissions
from course.grade.submissions import find

LAB = "lab01_convolution"


def found(*paths):
    return {s.student: s.content or s.problem for s in find(list(paths), LAB)}


def put(folder, files):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def packed(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


FOLDERS = {"ada/lab01_convolution.ipynb": b"1", "böb b/deep/lab01_convolution/lab01_convolution.ipynb": b"2"}


def test_student_folders(tmp_path):
    put(tmp_path, FOLDERS)
    (tmp_path / "nobody").mkdir()
    assert found(tmp_path) == {"ada": b"1", "böb b": b"2", "nobody": "missing"}


def test_a_folder_of_notebooks(tmp_path):
    put(tmp_path, {"ada.ipynb": b"1", "bob_lab01_convolution.ipynb": b"2", "readme.txt": b"3", ".hidden.ipynb": b"4"})
    assert found(tmp_path) == {"ada": b"1", "bob": b"2"}


def test_one_notebook(tmp_path):
    put(tmp_path, {"ada.ipynb": b"1"})
    assert found(tmp_path / "ada.ipynb") == {"ada": b"1"}


@pytest.mark.parametrize(
    "names, files",
    [
        (
            ("Ada Lovelace (4711)", "Bob (12)"),
            {
                "Ada Lovelace_4711_assignsubmission_file_/lab01_convolution.ipynb": b"1",
                "Bob_12_assignsubmission_file_/x.ipynb": b"2",
            },
        ),
        (
            ("Ada Lovelace", "Bob"),
            {"Ada Lovelace/lab01.ipynb": b"1", "Bob/Lab01 (2).ipynb": b"2", "__MACOSX/Bob/._x.ipynb": b"3"},
        ),
        (
            ("Ada Lovelace (123)", "Bob (124)"),
            {"Ada Lovelace_123_456_lab01_convolution.ipynb": b"1", "Bob_LATE_124_457_lab01_convolution.ipynb": b"2"},
        ),
    ],
    ids=["Moodle", "folders", "Canvas"],
)  # fmt: skip
def test_a_platforms_zip(tmp_path, names, files):
    assert found(packed(tmp_path / "all.zip", files)) == dict(zip(names, (b"1", b"2"), strict=True))


def test_two_of_a_name_are_two(tmp_path):
    files = {f"Ada Lovelace_{n}_assignsubmission_file_/lab01.ipynb": b"%d" % n for n in (7, 8)}
    files |= {"Bob_1_9_lab01.ipynb": b"3", "Bob_LATE_2_9_lab01.ipynb": b"4", "Eve_5_6_lab01.ipynb": b"5"}
    assert found(packed(tmp_path / "all.zip", files)) == {
        "Ada Lovelace (7)": b"7", "Ada Lovelace (8)": b"8", "Bob (1)": b"3", "Bob (2)": b"4", "Eve (5)": b"5",
    }  # fmt: skip


def test_nobodys_row_is_another_ones(tmp_path):
    files = {f"Ada_{n}_assignsubmission_file_/lab01.ipynb": b"%d" % n for n in (1, 2)} | {"Ada (1)/lab01.ipynb": b"3"}
    assert sorted(found(packed(tmp_path / "all.zip", files)).values()) == [b"1", b"2", b"3"]
    assert set(found(put(tmp_path / "in", {"collab01/a.ipynb": b"1", "collab02/a.ipynb": b"2"}))) == {
        "collab01", "collab02",
    }  # fmt: skip


def test_a_damaged_entry_is_one_students(tmp_path):
    path = packed(tmp_path / "all.zip", {"ada/x.ipynb": b"1", "bob/x.ipynb": bytes(range(256)) * 40})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("bob/x.ipynb").header_offset + 60
    content[place : place + 40] = b"\xff" * 40
    path.write_bytes(content)
    read = found(path)
    assert read["ada"] == b"1" and read["bob"].startswith("unreadable: ")


def test_names_that_an_archiver_wrote_as_utf8_without_saying_so(tmp_path):
    path = packed(tmp_path / "all.zip", {"ZoX/x.ipynb": b"1", "Bob/x.ipynb": b"2"})
    path.write_bytes(path.read_bytes().replace(b"ZoX", "Zö".encode()))
    assert set(found(path)) == {"Zö", "Bob"}


def test_several_places(tmp_path):
    one, two = put(tmp_path / "one", {"ada.ipynb": b"1"}), put(tmp_path / "two", {"bob.ipynb": b"2"})
    assert found(one, two) == {"ada": b"1", "bob": b"2"}


def test_the_labs_own_name_wins(tmp_path):
    put(
        tmp_path,
        {"ada/lab01_convolution.ipynb": b"1", "ada/scratch.ipynb": b"2", "bob/a.ipynb": b"3", "bob/b.ipynb": b"4"},
    )
    assert found(tmp_path) == {
        "ada": b"1",
        "bob": "unreadable: 2 notebooks, which one counts? bob/a.ipynb, bob/b.ipynb",
    }


def test_checkpoints_are_no_submissions(tmp_path):
    put(tmp_path, {"ada/x.ipynb": b"1", "ada/.ipynb_checkpoints/x-checkpoint.ipynb": b"2"})
    assert found(tmp_path) == {"ada": b"1"}


def test_links_are_not_followed(tmp_path):
    put(tmp_path, {"sub/ada/lab01.ipynb": b"1", "outside/lab01.ipynb": b"2"})
    (tmp_path / "sub" / "bob").mkdir()
    (tmp_path / "sub" / "bob" / "lab01.ipynb").symlink_to(tmp_path / "sub" / "ada" / "lab01.ipynb")
    (tmp_path / "sub" / "eve").mkdir()
    (tmp_path / "sub" / "eve" / "in").symlink_to(tmp_path / "outside")
    (tmp_path / "sub" / "tom").symlink_to(tmp_path / "outside")
    assert found(tmp_path / "sub") == {"ada": b"1", "bob": "unreadable: it is a link, or no file", "eve": "missing"}


def test_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(submissions, "SIZE", 1 << 20)
    put(tmp_path / "sub", {"ada.ipynb": bytes(1 << 20), "bob.ipynb": bytes(3 << 20)})
    assert found(tmp_path / "sub")["bob"] == "unreadable: it has 3 MiB, more than 1"
    zipped = packed(tmp_path / "all.zip", {"ada/x.ipynb": bytes(1 << 20), "bob/x.ipynb": bytes(500 << 20)})
    assert zipped.stat().st_size < 1 << 20
    tracemalloc.start()
    students = found(zipped)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(students["ada"]) == 1 << 20 and students["bob"] == "unreadable: it has more than 1 MiB"
    assert peak < 20 << 20, "an archive that blows up is not unpacked"


def test_paths_out_of_an_archive_write_nothing(tmp_path):
    found(packed(tmp_path / "all.zip", {"../../ada.ipynb": b"1", "/etc/bob.ipynb": b"2"}))
    assert [path.name for path in tmp_path.iterdir()] == ["all.zip"]


def test_a_broken_entry_spoils_no_other(tmp_path):
    path = packed(tmp_path / "all.zip", {"ada/x.ipynb": b"1" * 1000, "bob/x.ipynb": b"2"})
    content = bytearray(path.read_bytes())
    content[45] ^= 255
    path.write_bytes(content)
    students = found(path)
    assert students["ada"].startswith("unreadable: ") and students["bob"] == b"2"


@pytest.mark.parametrize("name", ["nowhere", "empty", "text.txt"])
def test_nothing_there(tmp_path, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.txt").write_text("x")
    with pytest.raises(ValueError, match=name):
        find([tmp_path / name], LAB)
