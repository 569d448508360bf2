"""The jobs for clusters: valid by the published schemas, and their scripts run with stand-ins for what a cluster has."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from gancompile.cli import main
from gancompile.cluster import ManifestError, Resources, TrainingJob, manifest, target_names, targets
from gancompile.environment.cluster import Cluster, cluster_of

SPEC = 'gancompile: 1\nname: My_tiny-gan\ntext: "it\'s {{ data }} for $HOME"\n'
KUBERNETES = ("1.30", "1.37")
WORKER_STUB = """\
#!/bin/sh
case "$*" in
  *--dry-run*) cat state 2>/dev/null || echo '{"event": "dry run", "outcome": "resume"}'; exit ;;
esac
echo "$TF_CONFIG|$*" >> calls-$NUMBER
set -- $CODES
code=$(eval echo "\\${$(wc -l < calls-$NUMBER)}")
[ "$code" = finish ] && { echo '{"outcome": "remake"}' > state; exit 3; }
[ "$code" = wait ] && { trap 'echo saved >> calls-'$NUMBER'; exit 130' TERM; touch ready; while :; do sleep 0.05; done; }
exit "$code"
"""
"""Of `gancompile`: notes its environment and arguments, and ends with the next one of CODES."""


def job(**given: Any) -> TrainingJob:
    usual = {
        "name": "My_tiny-gan", "spec": SPEC, "path": "/shared/my specs/tiny.yaml", "workers": 3,
        "resources": Resources(gpus=2), "arguments": ("--set", "data.batch=66"), "image": "example.org/gan:1", "claim": "shared",
    }  # fmt: skip
    return TrainingJob(**{**usual, **given})


def text_for(target: str, **given: Any) -> str:
    none = {"image": None, "claim": None} if target == "slurm" else {}
    return manifest(targets()[target], job(**none, **given)).text


def documents(target: str, **given: Any) -> dict[str, Any]:
    return {one["kind"]: one for one in yaml.safe_load_all(text_for(target, **given))}


def check_pod(template: dict[str, Any], version: str) -> None:
    import kubernetes_validate

    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": template.get("metadata", {}), "spec": template["spec"]}
    kubernetes_validate.validate(pod, version, strict=True)


@pytest.mark.parametrize("gpus", [0, 1, 8])
@pytest.mark.parametrize("version", KUBERNETES)
def test_the_job_of_kubernetes_is_valid_by_its_schema(version: str, gpus: int) -> None:
    kubernetes_validate = pytest.importorskip("kubernetes_validate")
    found = documents("kubernetes", resources=Resources(gpus=gpus))
    for one in found.values():
        kubernetes_validate.validate(one, version, strict=True)
    found["Job"]["spec"]["completionModes"] = "Indexed"
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(found["Job"], version, strict=True)


@pytest.mark.parametrize("gpus", [0, 1, 8])
def test_the_job_of_kuberay_is_valid_by_its_schema(gpus: int, root: Path) -> None:
    kubernetes_validate = pytest.importorskip("kubernetes_validate")
    found = documents("kuberay", resources=Resources(gpus=gpus))
    schema = json.loads((root / "tests" / "cluster" / "rayjob.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(found["RayJob"], schema)
    cluster = found["RayJob"]["spec"]["rayClusterSpec"]
    for group in (cluster["headGroupSpec"], *cluster["workerGroupSpecs"]):
        check_pod(group["template"], KUBERNETES[-1])
    kubernetes_validate.validate(found["ConfigMap"], KUBERNETES[-1], strict=True)
    cluster["workerGroups"] = []
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found["RayJob"], schema)


def test_names_that_belong_together_are_the_same() -> None:
    found = documents("kubernetes")
    template = found["Job"]["spec"]["template"]["spec"]
    names = {one["metadata"]["name"] for one in found.values()}
    assert names == {template["subdomain"], template["volumes"][0]["configMap"]["name"]} == {"my-tiny-gan"}
    assert found["Service"]["spec"]["selector"] == {"batch.kubernetes.io/job-name": "my-tiny-gan"}
    assert found["Job"]["spec"]["completions"] == found["Job"]["spec"]["parallelism"] == 3
    assert template["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] == 2


@pytest.mark.parametrize("target", ["kubernetes", "kuberay"])
@pytest.mark.parametrize("spec", [SPEC, "  a: 1 \n\tb: \x07\n", "name: é\n\n\n", "x: 1"])
def test_the_spec_arrives_as_it_is(target: str, spec: str) -> None:
    assert documents(target, spec=spec)["ConfigMap"]["data"]["spec.yaml"] == spec


def test_ray_is_given_the_command_of_its_engine() -> None:
    command = shlex.split(documents("kuberay")["RayJob"]["spec"]["entrypoint"])
    assert command[:3] == ["gancompile", "build", "/work/My_tiny-gan.yaml"]
    assert command[3:] == [
        "--out", "/work/build/My_tiny-gan", "--set", "data.batch=66",
        "--engine", "ray", "--address", "auto", "--workers", "3", "--gpus-per-worker", "2",
    ]  # fmt: skip


class Workers:
    """Runs of a worker's script, with a stand-in for `gancompile`."""

    def __init__(self, folder: Path, command: list[str], variables: dict[str, str]) -> None:
        self.folder, self._command = folder, command
        (folder / "bin").mkdir(exist_ok=True)
        self.stub("gancompile", WORKER_STUB)
        self.environment = {
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "PAUSE": "0", "TRIES": "4", **variables,
        }  # fmt: skip

    def stub(self, name: str, text: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(text)
        path.chmod(0o755)

    def start(self, number: int, codes: str, **variables: str) -> subprocess.Popen[bytes]:
        environment = {**self.environment, "NUMBER": str(number), "CODES": codes, **variables}
        return subprocess.Popen(self._command, cwd=self.folder, env=environment, stderr=subprocess.DEVNULL)

    def calls(self, number: int) -> list[tuple[str, list[str]]]:
        lines = (self.folder / f"calls-{number}").read_text().splitlines()
        return [(config, shlex.split(rest)) for config, _, rest in (line.partition("|") for line in lines)]


@pytest.fixture(params=["sh", "bash"])
def pods(request: pytest.FixtureRequest, tmp_path: Path) -> Workers:
    found = documents("kubernetes")
    (tmp_path / "worker.sh").write_text(found["ConfigMap"]["data"]["worker.sh"])
    (container,) = found["Job"]["spec"]["template"]["spec"]["containers"]
    variables = {one["name"]: one["value"] for one in container["env"] if one["name"] != "TRIES"}
    return Workers(tmp_path, [request.param, "worker.sh"], variables)


def pod(pods: Workers, number: int, codes: str) -> int:
    return pods.start(number, codes, JOB_COMPLETION_INDEX=str(number)).wait(30)


def test_a_pod_knows_all_others_by_their_names(pods: Workers) -> None:
    assert pod(pods, 2, "0") == 0
    ((config, arguments),) = pods.calls(2)
    workers = tuple(f"my-tiny-gan-{number}.my-tiny-gan:2222" for number in range(3))
    assert cluster_of({"TF_CONFIG": config}) == Cluster(workers=workers, index=2)
    assert arguments[1:] == [
        "/work/My_tiny-gan.yaml", "--out", "/work/build/My_tiny-gan", "--set", "data.batch=66",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "code", "tries"),
    [("3 137 130 0", 0, 4), ("1", 1, 1), ("2", 2, 1), ("70", 70, 1), ("3 3 3 3 0", 3, 4), ("3 1", 1, 2)],
)
def test_a_pod_begins_again_unless_that_helps_nothing(pods: Workers, codes: str, code: int, tries: int) -> None:
    assert pod(pods, 1, codes) == code
    assert len(pods.calls(1)) == tries


def test_what_is_left_after_the_training_the_chief_does_alone(pods: Workers) -> None:
    """The chief is lost after the last round: it makes the exports without the others, which end."""
    assert pod(pods, 0, "finish 0") == 0
    with_others, alone = pods.calls(0)
    assert with_others[0]
    assert not alone[0]
    assert pod(pods, 1, "3") == 0
    assert len(pods.calls(1)) == 1


def test_a_pod_that_is_to_end_waits_for_the_checkpoint(pods: Workers) -> None:
    process = pods.start(1, "wait", JOB_COMPLETION_INDEX="1")
    while not (pods.folder / "ready").exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 130
    assert (pods.folder / "calls-1").read_text().splitlines()[1:] == ["saved"]


@pytest.fixture
def nodes(tmp_path: Path) -> Workers:
    (tmp_path / "job.sbatch").write_text(text_for("slurm"))
    variables = {"SLURM_JOB_NODELIST": "n[1-3]", "SLURM_JOB_ID": "70042"}
    made = Workers(tmp_path, ["bash", "job.sbatch"], variables)
    made.stub(
        "scontrol", '#!/bin/sh\n[ "$1 $2" = "show hostnames" ] && printf "n1\\nn2\\nn3\\n" || echo "$@" > requeued\n'
    )
    made.stub(
        "srun",
        '#!/bin/bash\nwhile [ "${1#--}" != "$1" ]; do shift; done\ntrap "kill -TERM \\$task; wait \\$task; exit 130" TERM\n'
        'export SLURM_NODEID=$NUMBER; "$@" & task=$!; wait $task\n',
    )
    return made


def test_a_node_knows_all_others(nodes: Workers) -> None:
    subprocess.run(["bash", "-n", "job.sbatch"], cwd=nodes.folder, check=True)
    assert nodes.start(1, "3 0").wait(30) == 0
    first, second = nodes.calls(1)
    assert first == second
    assert cluster_of({"TF_CONFIG": first[0]}) == Cluster(workers=("n1:20042", "n2:20042", "n3:20042"), index=1)
    assert not (nodes.folder / "requeued").exists()


def test_the_code_of_a_node_is_that_of_the_job(nodes: Workers) -> None:
    assert nodes.start(0, "70").wait(30) == 70


def test_a_job_of_slurm_that_runs_out_of_time_is_queued_again(nodes: Workers) -> None:
    process = nodes.start(0, "wait")
    while not (nodes.folder / "ready").exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGUSR1)
    assert process.wait(30) == 0
    assert (nodes.folder / "requeued").read_text() == "requeue 70042\n"
    assert "saved" in (nodes.folder / "calls-0").read_text()


@pytest.mark.parametrize("target", target_names())
def test_a_target_says_what_it_wants(target: str) -> None:
    one = targets()[target]
    for option in one.wants:
        with pytest.raises(ManifestError, match=f"{target} wants `--{option}`: "):
            manifest(one, job(**{option: None}))
    if one.refuses:
        with pytest.raises(ManifestError, match=f"{target} has no use for `--image`: "):
            manifest(one, job())
    usual = dict.fromkeys(one.refuses)
    assert "{file}" in manifest(one, job(**usual)).after
    with pytest.raises(ManifestError, match="the spec has 900,001 bytes"):
        manifest(one, job(**usual, spec="a" * 900_001))


@pytest.mark.parametrize(
    ("name", "expected"), [("a_B", "a-b"), ("64px", "gan-64px"), ("x" * 80, "x" * 52), ("_", "gan"), ("a-", "a")]
)
def test_names_are_labels_of_dns(name: str, expected: str) -> None:
    assert job(name=name).kubernetes_name == expected


def test_the_verb_writes_a_job(tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = str(root / "specs" / "gan-ring.yaml")
    file = tmp_path / "job.yaml"
    options = ["--image", "i", "--claim", "c", "--seed", "3"]
    assert main(["cluster-manifest", spec, "--for", "kubernetes", *options, "-o", str(file)]) == 0
    assert f"kubectl apply -f {file}" in capsys.readouterr().out
    text = file.read_text()
    assert "--seed 3" in text
    assert "devices" not in text
    assert Path(spec).read_text() in [one["data"]["spec.yaml"] for one in yaml.safe_load_all(text) if "data" in one]
    assert main(["cluster-manifest", spec, "--for", "slurm", "--workers", "1", "--gpus-per-worker", "4"]) == 0
    assert f"build_together {spec} --set devices=4" in capsys.readouterr().out


def test_the_verb_carries_what_a_spec_extends(tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "wide.yaml"
    spec.write_text(f"extends: {root / 'specs' / 'gan-ring.yaml'}\nname: wide\n")
    options = ["--image", "i", "--claim", "c", "--set", "seed=5"]
    assert main(["cluster-manifest", str(spec), "--for", "kuberay", *options]) == 0
    config, ray = yaml.safe_load_all(capsys.readouterr().out)
    carried = yaml.safe_load(config["data"]["spec.yaml"])
    assert (carried["name"], carried["seed"]) == ("wide", 5)
    assert "--set" not in ray["spec"]["entrypoint"]


def test_batches_that_the_workers_cannot_share_are_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = str(root / "specs" / "dcgan-digits.yaml")
    assert main(["cluster-manifest", spec, "--for", "slurm", "--workers", "3"]) == 1
    assert "a batch of 64 cannot be divided evenly among 3 devices" in capsys.readouterr().err
    assert main(["cluster-manifest", spec, "--for", "kuberay"]) == 2
    assert "error: kuberay wants `--image`" in capsys.readouterr().err
