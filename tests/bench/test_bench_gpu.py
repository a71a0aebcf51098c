"""On a GPU: images a second of training and prediction in bfloat16, and what share of the device's peak is in them.

The peers are torchvision's networks under torch.compile, channels last, in autocast. Every batch lies on the device,
every step waits for its result. The peak is what a large product of matrices reaches in the same run; a step of
training counts as three predictions. COURSE_BUDGET=rehearsal takes all this on a CPU, tiny: whether it runs, and not
how fast.
"""

import statistics
from functools import partial
from importlib.util import find_spec

import keras
import pytest
from rows import interleaved, ratios, record

from course import backend, blocks, measure, models, train

GPU = backend.devices()[0].startswith("gpu")
TINY = train.rehearsing()
BATCH, SIDE, ORDER = (2, 32, 64) if TINY else (256, 224, 8192)
ROUNDS, STEPS = (1, 1) if TINY else (5, 10)
NETS = {  # name: options that make ours the same as torchvision's
    "resnet50": {"block": partial(blocks.bottleneck, stride_in="3x3")},
    "vgg16": {},
    "mobilenet_v2": {},
}
pytestmark = pytest.mark.skipif(
    not (GPU or TINY), reason=f"needs a GPU; {backend.name()} has {', '.join(backend.devices())}"
)


@pytest.fixture(scope="module")
def peak():
    """Operations a second of a large product of matrices in bfloat16."""
    matrix = keras.ops.cast(keras.random.normal((ORDER, ORDER)) / ORDER**0.5, "bfloat16")

    def products():
        x = matrix
        for _ in range(STEPS):
            x = keras.ops.matmul(x, matrix)
        keras.ops.convert_to_numpy(keras.ops.cast(x[0, 0], "float32"))  # waits for the device

    seconds = min(interleaved({"products": products}, ROUNDS)["products"])
    found = 2 * ORDER**3 * STEPS / seconds
    record(f"peak: product of {ORDER} x {ORDER} matrices", f"{found / 1e12:.3g} TFLOP/s")
    return found


@pytest.fixture
def bf16():
    keras.config.set_dtype_policy("mixed_bfloat16")
    yield
    keras.config.set_dtype_policy("float32")


@pytest.mark.parametrize("name", NETS)
def test_bench_on_a_gpu(name, peak, bf16):
    keras.utils.clear_session()
    net = models.create(name, input_shape=(SIDE, SIDE, 3), **NETS[name])
    label, peer = peer_of(name)
    peers = steps_of_theirs(peer) if peer else {}
    work = 2 * measure.macs(net) * BATCH * STEPS
    for (what, step), passes in zip(steps_of_ours(net).items(), (3, 1), strict=True):
        contenders = {"ours": step} | ({"theirs": peers[what]} if peer else {})
        seconds = interleaved({who: partial(repeat, run) for who, run in contenders.items()}, ROUNDS)
        median = statistics.median(seconds["ours"])
        ours = f"{BATCH * STEPS / median:.0f} images/s, {passes * work / median / peak:.0%} of the peak"
        found = ratios(seconds["ours"], seconds["theirs"]) if peer else ()
        record(f"{name}, {BATCH} of {SIDE} px, bf16: {what}", ours, label, found)


def repeat(step):
    for _ in range(STEPS):
        step()


def steps_of_ours(net):
    net.compile(keras.optimizers.SGD(0.01, momentum=0.9), "sparse_categorical_crossentropy")
    x = keras.random.uniform((BATCH, SIDE, SIDE, 3))
    y = keras.random.randint((BATCH,), 0, 1000)
    return {"training": lambda: net.train_on_batch(x, y), "prediction": lambda: net.predict_on_batch(x)}


def peer_of(name):
    """Who the peer is, and its network in PyTorch; or why there is none."""
    if not find_spec("torchvision"):
        return "no peer: pip install torchvision", None
    import torchvision

    return "torchvision, compiled" if GPU else "torchvision", getattr(torchvision.models, name)()


def steps_of_theirs(net):
    import torch

    device = "cuda" if GPU else "cpu"
    torch.backends.cudnn.benchmark = True
    net = net.to(device, memory_format=torch.channels_last)
    run = torch.compile(net) if GPU else net  # on a CPU it would take a minute
    x = torch.rand(BATCH, 3, SIDE, SIDE, device=device).to(memory_format=torch.channels_last)
    y = torch.randint(1000, (BATCH,), device=device)
    optimizer = torch.optim.SGD(net.parameters(), 0.01, momentum=0.9)

    def forward():
        with torch.autocast(device, torch.bfloat16):
            return run(x)

    def training():
        net.train()
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(forward().float(), y)
        loss.backward()
        optimizer.step()
        loss.item()

    def prediction():
        net.eval()
        with torch.no_grad():
            forward().float().cpu()

    return {"training": training, "prediction": prediction}
