import os
print("{{ name }}")
print("{{inputs.parameters.x}}")
x = {{=asInt(1)}}
