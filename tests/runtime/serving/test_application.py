"""The desk server by its protocols: what clients of TensorFlow Serving and KServe send, and what is no request."""

from __future__ import annotations

import base64
import json
import random
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from starlette.testclient import TestClient

from gancompile.runtime.serving import ModelFolder, NoVersionError, Settings, make_application

PREDICT = "/v1/models/tiny:predict"


def client_of(folder: Path, **settings: Any) -> TestClient:
    application = make_application(ModelFolder(folder, report=lambda _: None), Settings(name="tiny", **settings))
    return TestClient(application, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client(versions: Path) -> Iterator[TestClient]:
    with client_of(versions) as made:
        yield made


@pytest.fixture(scope="module")
def loaded(versions: Path) -> Any:
    return tf.saved_model.load(str(versions / "1"))


def sampled(loaded: Any, seeds: list[int], labels: list[int]) -> Any:
    made = loaded.signatures["sample"](seeds=tf.constant(seeds, tf.int64), label=tf.constant(labels))
    return made["image"].numpy()


def test_rows_and_columns_are_answered_as_the_model_does(client: TestClient, loaded: Any) -> None:
    rows = [{"seeds": 7, "label": 3}, {"seeds": -8, "label": 4}]
    answer = client.post(PREDICT, json={"signature_name": "sample", "instances": rows})
    assert answer.status_code == 200
    np.testing.assert_array_equal(answer.json()["predictions"], sampled(loaded, [7, -8], [3, 4]))
    columns = {"seeds": [7, -8], "label": [3, 4]}
    answer = client.post(PREDICT, json={"signature_name": "sample", "inputs": columns})
    np.testing.assert_array_equal(answer.json()["outputs"], sampled(loaded, [7, -8], [3, 4]))
    by_version = client.post("/v1/models/tiny/versions/1:predict", json={"signature_name": "sample", "inputs": columns})
    assert by_version.json() == answer.json()
    z = np.ones((2, 6), np.float32).tolist()
    default = client.post(PREDICT, json={"instances": [{"z": one, "y": 1} for one in z]})
    np.testing.assert_allclose(
        default.json()["predictions"],
        loaded.signatures["serving_default"](z=tf.constant(z), y=tf.constant([1, 1]))["image"],
        rtol=1e-6,
        atol=1e-7,
    )


def test_generate_takes_one_request_as_a_row_or_as_numbers(client: TestClient, loaded: Any) -> None:
    expected = loaded.signatures["generate"](num=tf.constant(3), seed=tf.constant(5, tf.int64), label=tf.constant([2]))[
        "image"
    ].numpy()
    row = client.post(PREDICT, json={"signature_name": "generate", "instances": [{"num": 3, "seed": 5, "label": 2}]})
    np.testing.assert_array_equal(row.json()["predictions"], expected)
    numbers = client.post(PREDICT, json={"signature_name": "generate", "inputs": {"num": 3, "seed": 5, "label": [2]}})
    np.testing.assert_array_equal(numbers.json()["outputs"], expected)


def test_files_are_base64_in_both_directions(client: TestClient, loaded: Any) -> None:
    drawn = client.post(PREDICT, json={"signature_name": "sample_png", "instances": [{"seeds": 1, "label": 2}]})
    file = base64.b64decode(drawn.json()["predictions"][0]["b64"])
    np.testing.assert_array_equal(tf.io.decode_png(file), sampled(loaded, [1], [2])[0])
    coded = {"b64": base64.b64encode(file).decode()}
    answer = client.post(PREDICT, json={"signature_name": "encode_png", "instances": [{"image_bytes": coded}, coded]})
    assert answer.status_code == 400  # some rows are named, and others are not
    answer = client.post(PREDICT, json={"signature_name": "encode_png", "instances": [coded, coded]})
    expected = loaded.signatures["encode_png"](image_bytes=tf.constant([file, file]))
    np.testing.assert_allclose(answer.json()["predictions"], next(iter(expected.values())), rtol=1e-5, atol=1e-6)


def test_what_a_server_says_of_itself(client: TestClient) -> None:
    status = client.get("/v1/models/tiny").json()["model_version_status"]
    assert [(one["version"], one["state"]) for one in status] == [("1", "AVAILABLE")]
    described = client.get("/v1/models/tiny/metadata").json()
    signature = described["metadata"]["signature_def"]["signature_def"]["sample"]
    assert signature["inputs"]["seeds"]["dtype"] == "DT_INT64"
    assert [one["size"] for one in signature["outputs"]["image"]["tensor_shape"]["dim"]] == ["-1", "8", "8", "1"]
    for path in ("/v2", "/v2/health/live", "/v2/health/ready", "/v2/models/tiny/ready", "/v2/models/tiny/versions/1"):
        assert client.get(path).status_code == 200
    page = client.get("/openapi.json").json()
    assert "sample" in json.dumps(page)
    client.post(PREDICT, json={"signature_name": "sample", "instances": [{"seeds": 7, "label": 3}]})
    assert 'gancompile_requests_total{signature="sample",status="200"}' in client.get("/metrics").text


def test_kserve_v2_answers_the_same(client: TestClient, loaded: Any) -> None:
    tensors = [
        {"name": "seeds", "shape": [2], "datatype": "INT64", "data": [7, 8]},
        {"name": "label", "shape": [2], "datatype": "INT32", "data": [3, 4]},
    ]
    body = {"id": "a", "inputs": tensors, "parameters": {"signature_name": "sample"}}
    answer = client.post("/v2/models/tiny/infer", json=body).json()
    assert (answer["id"], answer["model_version"]) == ("a", "1")
    (image,) = answer["outputs"]
    assert (image["datatype"], image["shape"]) == ("UINT8", [2, 8, 8, 1])
    np.testing.assert_array_equal(np.reshape(image["data"], image["shape"]), sampled(loaded, [7, 8], [3, 4]))
    files = client.post("/v2/models/tiny/infer", json={**body, "parameters": {"signature_name": "sample_png"}}).json()
    assert tf.io.decode_png(base64.b64decode(files["outputs"][0]["data"][1])).shape == (8, 8, 1)
    metadata = client.get("/v2/models/tiny?signature_name=encode").json()
    assert metadata["inputs"] == [{"name": "image", "datatype": "FP32", "shape": [-1, 8, 8, 1]}]


def test_the_page_of_the_generator_is_given_with_what_it_reads(client: TestClient) -> None:
    assert "<!doctype html>" in client.get("/").text
    for name in ("page.js", "draws.js", "engine.js", "page.css"):
        assert client.get(f"/{name}").status_code == 200
    model = client.get("/model.json").json()
    assert (model["engine"], model["address"]) == ("rest", "v1/models/tiny:predict")
    assert [one["name"] for one in model["inputs"]] == ["z", "y"]
    answer = client.get("/nothing.js")
    assert (answer.status_code, answer.json()) == (404, {"error": "Malformed request: GET /nothing.js"})


WRONG: list[tuple[str, Any]] = [
    (PREDICT, {}),
    (PREDICT, []),
    (PREDICT, {"instances": []}),
    (PREDICT, {"instances": 3}),
    (PREDICT, {"instances": [1], "inputs": [1]}),
    (PREDICT, {"instances": [{"z": [1] * 6}]}),
    (PREDICT, {"instances": [{"z": [1] * 6, "y": 1, "w": 2}]}),
    (PREDICT, {"instances": [{"z": [1] * 5, "y": 1}]}),
    (PREDICT, {"instances": [{"z": [1] * 6, "y": 10}]}),
    (PREDICT, {"instances": [{"z": [1] * 6, "y": -1}]}),
    (PREDICT, {"instances": [{"z": [1] * 6, "y": 1.5}]}),
    (PREDICT, {"instances": [{"z": [1] * 6, "y": None}]}),
    (PREDICT, {"instances": [{"z": [1] * 6, "y": "1"}]}),
    (PREDICT, {"instances": [{"z": [1, [2]], "y": 1}]}),
    (PREDICT, {"instances": [{"z": {"b64": "AAAA"}, "y": 1}]}),
    (PREDICT, {"inputs": {"z": [[1] * 6] * 2, "y": [1]}}),
    (PREDICT, {"signature_name": "sample", "instances": [{"seeds": 2**70, "label": 1}]}),
    (PREDICT, {"signature_name": "sample", "inputs": {"seeds": [1] * 2000, "label": [1] * 2000}}),
    (PREDICT, {"signature_name": "generate", "inputs": {"num": 10**9, "seed": 1, "label": [1]}}),
    (PREDICT, {"signature_name": "generate", "inputs": {"num": [1, 2], "seed": 1, "label": [1]}}),
    (PREDICT, {"signature_name": "generate", "inputs": {"num": 3, "seed": 1, "label": [1, 2]}}),
    (PREDICT, {"signature_name": "encode_png", "instances": [{"b64": "no base64"}]}),
    (PREDICT, {"signature_name": "encode_png", "instances": [{"b64": base64.b64encode(b"no image").decode()}]}),
    (PREDICT, {"signature_name": "encode_png", "instances": [{"b64": 3}]}),
    (PREDICT, {"signature_name": {"a": 1}, "instances": [1]}),
    (PREDICT, {"signature_name": "none", "instances": [1]}),
    ("/v1/models/tiny:classify", {"instances": [1]}),
    ("/v1/models/tiny", {"instances": [1]}),
    ("/v1/models/other:predict", {"instances": [1]}),
    ("/v1/models/tiny/versions/7:predict", {"instances": [1]}),
    ("/v2/models/tiny/infer", {"inputs": {}}),
    ("/v2/models/tiny/infer", {"inputs": [{"name": "z"}]}),
    ("/v2/models/tiny/infer", {"inputs": [{"name": "z", "shape": [1], "datatype": "FP32", "data": [1, 2]}]}),
    ("/v2/models/tiny/infer", {"inputs": [{"name": "z", "shape": "a", "datatype": "FP32", "data": [1, 2]}]}),
    ("/v2/models/tiny/infer", {"inputs": [{"name": "z", "shape": [1], "datatype": "COMPLEX", "data": [1]}]}),
    ("/v2/models/tiny/infer", {"inputs": [{"name": 3, "shape": [1], "datatype": "FP32", "data": [1]}]}),
    ("/v2/models/tiny/infer", {"parameters": 3, "inputs": []}),
]


@pytest.mark.parametrize(("path", "body"), WRONG)
def test_a_wrong_request_is_refused_with_a_reason(client: TestClient, path: str, body: Any) -> None:
    answer = client.post(path, json=body)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["error"]


def test_two_hundred_broken_requests_leave_the_server_alive(client: TestClient) -> None:
    random.seed(0)
    valid = json.dumps({"signature_name": "sample", "instances": [{"seeds": 7, "label": 3}]})
    for _ in range(200):
        text = list(valid)
        for _ in range(random.randint(1, 4)):
            at = random.randrange(len(text))
            text[at : at + random.randint(0, 3)] = random.choice(
                ["", "[", "}", '"', "1e999", "null", "\\", "\x00", "NaN", "[" * 3000]
            )
        answer = client.post(PREDICT, content="".join(text))
        assert answer.status_code == 200 or (400 <= answer.status_code < 500 and answer.json()["error"]), answer.text
    assert client.post(PREDICT, content=valid).status_code == 200


def test_requests_that_come_at_once_are_answered_each_as_alone(client: TestClient, loaded: Any) -> None:
    def ask(seed: int) -> tuple[int, Any]:
        label = 99 if seed % 10 == 9 else seed % 10
        body = {"signature_name": "sample", "instances": [{"seeds": seed, "label": label}]}
        answer = client.post(PREDICT, json=body)
        return answer.status_code, answer.json().get("predictions")

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, range(160)))
    right = [seed for seed in range(160) if seed % 10 != 9]
    expected = sampled(loaded, right, [seed % 10 for seed in right])
    assert [answers[seed][0] for seed in right] == [200] * len(right)
    np.testing.assert_array_equal([answers[seed][1][0] for seed in right], expected)
    assert {answers[seed][0] for seed in range(160) if seed % 10 == 9} == {400}


def test_a_newer_version_is_taken_into_service_without_a_gap(
    versions: Path, tiny_game: tuple[Any, Any], tmp_path: Path
) -> None:
    from gancompile.runtime.export.formats.saved_model import export

    shutil.copytree(versions, tmp_path / "saved_model")
    game, program = tiny_game
    with client_of(tmp_path, poll_seconds=0.05) as client:
        seen: list[str] = []
        stop = threading.Event()

        def poll() -> None:
            body = {"signature_name": "sample", "instances": [{"seeds": 7, "label": 3}]}
            while not stop.is_set():
                assert client.post(PREDICT, json=body).status_code == 200
                seen.append(client.get("/v1/models/tiny").json()["model_version_status"][0]["version"])

        thread = threading.Thread(target=poll)
        thread.start()
        export(game, program, tmp_path / "saved_model", version=2)
        (tmp_path / "saved_model" / "3").mkdir()  # a folder without a model is no version
        deadline = time.monotonic() + 60
        while "2" not in seen and time.monotonic() < deadline:
            time.sleep(0.05)
        stop.set()
        thread.join()
    assert set(seen) == {"1", "2"}
    assert seen == sorted(seen)


def test_a_token_is_wanted_where_there_is_one(versions: Path) -> None:
    with client_of(versions, token="secret") as client:
        assert client.get("/v1/models/tiny").status_code == 401
        assert client.get("/v1/models/tiny", headers={"authorization": "Bearer wrong"}).status_code == 401
        assert client.get("/v1/models/tiny", headers={"authorization": "Bearer secret"}).status_code == 200
        for path in ("/v2/health/ready", "/", "/page.js", "/page.css"):
            assert client.get(path).status_code == 200
        for path in ("/model.json", "/metrics", "/openapi.json"):
            assert client.get(path).status_code == 401


def test_a_request_that_is_too_large_is_refused(versions: Path) -> None:
    with client_of(versions, most_bytes=1000) as client:
        answer = client.post(PREDICT, content=b"[" + b"1," * 1000)
        assert answer.status_code == 413
        assert "larger than 1,000 bytes" in answer.json()["error"]


def test_a_folder_without_a_version_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoVersionError, match="holds no SavedModel"):
        ModelFolder(tmp_path, report=print)


def test_a_client_of_tensorflow_servings_grpc_gets_the_same(versions: Path, loaded: Any) -> None:
    """The official stub against a servicer over the same model: what a client sends by gRPC is what the signatures take."""
    grpc = pytest.importorskip("grpc")
    predict = pytest.importorskip("tensorflow_serving.apis.predict_pb2")
    service = pytest.importorskip("tensorflow_serving.apis.prediction_service_pb2_grpc")
    from gancompile.runtime.serving import ServedModel

    model = ServedModel(versions / "1")

    class Servicer(service.PredictionServiceServicer):  # type: ignore[name-defined, misc]
        def Predict(self, request: Any, context: Any) -> Any:
            signature = request.model_spec.signature_name
            inputs = {name: tf.make_ndarray(value) for name, value in request.inputs.items()}
            outputs = model.predict(signature, model.checked(signature, inputs))
            response = predict.PredictResponse()
            for name, value in outputs.items():
                response.outputs[name].CopyFrom(tf.make_tensor_proto(value))
            return response

    server = grpc.server(ThreadPoolExecutor(2))
    service.add_PredictionServiceServicer_to_server(Servicer(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    request = predict.PredictRequest()
    request.model_spec.name, request.model_spec.signature_name = "tiny", "sample"
    request.inputs["seeds"].CopyFrom(tf.make_tensor_proto([7, 8], tf.int64))
    request.inputs["label"].CopyFrom(tf.make_tensor_proto([3, 4], tf.int32))
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        answer = service.PredictionServiceStub(channel).Predict(request, timeout=30)
    server.stop(0)
    np.testing.assert_array_equal(tf.make_ndarray(answer.outputs["image"]), sampled(loaded, [7, 8], [3, 4]))


DEEP = "[" * 700 + "1" + "]" * 700
V2 = "/v2/models/tiny/infer"
SEEDS = {"name": "seeds", "shape": [1], "datatype": "INT64", "data": [7]}
LABEL = {"name": "label", "shape": [1], "datatype": "INT32", "data": [3]}


@pytest.mark.parametrize(
    "change",
    [
        {"outputs": ["nothing"]},
        {"outputs": [{"name": ["image"]}]},
        {"outputs": [3]},
        {"inputs": [{**SEEDS, "datatype": ["INT64"]}, LABEL]},
        {"inputs": [{**SEEDS, "datatype": "BYTES", "parameters": "x"}, LABEL]},
        {"inputs": [{**SEEDS, "shape": [2**70]}, LABEL]},
        {"inputs": [{**SEEDS, "shape": [-1]}, LABEL]},
        {"inputs": [{**SEEDS, "data": [7.9]}, LABEL]},
        {"inputs": [{**SEEDS, "data": ["7"]}, LABEL]},
        {"inputs": [{**SEEDS, "data": [2**70]}, LABEL]},
        {"inputs": [{**SEEDS, "data": [True]}, LABEL]},
        {"inputs": [{**SEEDS, "data": None}, LABEL]},
        {"inputs": [SEEDS, SEEDS]},
        {"inputs": "seeds"},
    ],
    ids=str,
)
def test_a_wrong_request_of_kserve_is_refused_with_a_reason(client: TestClient, change: dict[str, Any]) -> None:
    body = {"parameters": {"signature_name": "sample"}, "inputs": [SEEDS, LABEL]}
    assert client.post(V2, json=body).status_code == 200
    answer = client.post(V2, json={**body, **change})
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]


def test_lists_within_lists_are_refused_not_followed(client: TestClient) -> None:
    v1 = client.post(PREDICT, content=f'{{"instances": {DEEP}}}')
    tensor = json.dumps({**SEEDS, "data": []}).replace('"data": []', f'"data": {DEEP}')
    v2 = client.post(V2, content=f'{{"inputs": [{tensor}]}}')
    assert [v1.status_code, v2.status_code] == [400, 400]
    negative = client.post(PREDICT, json={"signature_name": "generate", "inputs": {"num": -3, "seed": 1, "label": [1]}})
    assert negative.status_code == 400


def test_a_broken_and_a_half_copied_version_leave_the_old_one_in_service(versions: Path, tmp_path: Path) -> None:
    shutil.copytree(versions, tmp_path / "saved_model")
    said: list[str] = []
    folder = ModelFolder(tmp_path, report=said.append)
    shutil.copytree(versions / "1", tmp_path / "saved_model" / "2")
    (tmp_path / "saved_model" / "2" / "assets.extra" / "tf_serving_warmup_requests").write_bytes(b"rubbish, 16 bytes")
    assert not folder.refresh()
    assert "is damaged" in said[-1]
    assert said[-1].endswith("version 1 stays in service")
    assert not folder.refresh()
    assert len(said) == 2
    (tmp_path / "saved_model" / "3").mkdir()
    assert not folder.refresh()
    (tmp_path / "saved_model" / "3" / "saved_model.pb").write_bytes(b"the beginning")
    assert not folder.refresh()
    shutil.copytree(versions / "1", tmp_path / "saved_model" / "3", dirs_exist_ok=True)
    assert folder.refresh()
    assert folder.model.version == 3
