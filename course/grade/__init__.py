"""Labs from their source to the students, and back from the students to points.

A worker holds a sandbox (`sandbox`) with a process that has imported Keras (`zygote`). For each submission it forks
a judge (`judging`, `judge`), which holds the tests, and a student's process (`student`), which holds the answers; both
are shut in (`isolate`) and talk by `wire`. `batch` does so for many, `report` writes what came out, and `release`
makes what students get.
"""

from course.grade.release import release

__all__ = ["release"]
