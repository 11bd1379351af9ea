import keras
import skops.io
from datasets import load_dataset
from ruamel.yaml import YAML
from transformers import AutoModel


def load(name, path, stream):
    # ruleid: py-model-remote-code
    AutoModel.from_pretrained(name, trust_remote_code=True)
    # ok: py-model-remote-code
    AutoModel.from_pretrained(name, trust_remote_code=False)
    # ruleid: py-model-remote-code
    load_dataset(name, trust_remote_code=True)
    # ok: py-model-remote-code
    load_dataset(name)
    # ruleid: py-model-remote-code
    keras.models.load_model(path, safe_mode=False)
    # ok: py-model-remote-code
    keras.models.load_model(path)
    # ruleid: py-model-remote-code
    YAML(typ="unsafe").load(stream)
    # ok: py-model-remote-code
    YAML(typ="safe").load(stream)
    # ruleid: py-model-file-trusted
    skops.io.load(path, trusted=True)
    # ok: py-model-file-trusted
    skops.io.load(path, trusted=["numpy.ndarray"])
    # ok: py-model-file-trusted
    skops.io.load(path)
