import sys
import types

step = sys.modules["step"] = types.ModuleType("step")
with open(sys.argv[1], encoding="utf-8") as file:
    exec(compile(file.read(), sys.argv[1], "exec"), step.__dict__)
