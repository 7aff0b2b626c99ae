import os
import pathlib
import shutil


def copy(patterns, source, target):  # with the folders that files are in
    for pattern in patterns:
        found = [file for file in pathlib.Path(source).glob(pattern) if file.is_file()]
        if not found:
            raise FileNotFoundError(f"no file in {os.path.abspath(source)} matches {pattern}")
        for file in found:
            copied = pathlib.Path(target) / file.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copied)
