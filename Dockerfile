# The image of argogen. Build it after `python -m build`, since it contains the wheel of dist/:
#
#   docker build --tag argogen .
#
# BASE is an image of Debian or Ubuntu with Python 3.11 or newer and its module venv.
ARG BASE=docker.io/library/python:3.13-slim

FROM ${BASE} AS build
# Packages in dist/ are preferred, and with PIP_NO_INDEX=1 the only ones. EXTRAS: such as [eval,scripts].
ARG PIP_NO_INDEX=
ARG EXTRAS=
COPY dist /dist
RUN python3 -m venv /opt/argogen \
    && for wheel in /dist/argogen-*.whl; do \
        /opt/argogen/bin/pip install --no-cache-dir --no-compile --find-links /dist "$wheel$EXTRAS" || exit 1; \
    done \
    && /opt/argogen/bin/pip uninstall --yes --quiet setuptools pip \
    # Nothing is compiled later, as users may not write here.
    && python3 -m compileall -q --invalidation-mode unchecked-hash /opt/argogen/lib

FROM ${BASE}
# git fetches packs, and finds the files that it tracks.
RUN command -v git && test -e /etc/ssl/certs/ca-certificates.crt \
    || { apt-get update && apt-get install --yes --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*; }
COPY --from=build /opt/argogen /opt/argogen
RUN ln -s /opt/argogen/bin/argogen /usr/local/bin/argogen
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["argogen"]
CMD ["--help"]
