# Slim, not root, nothing written but /data. The steps of `make install`, without what only tests need.
FROM python:3.11-slim AS built
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements.txt ./
RUN .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes -r requirements.txt
COPY pyproject.toml README.md ./
COPY bot bot
COPY dialogs dialogs
RUN .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
        --no-deps --no-build-isolation -e . \
    && .venv/bin/secure-base check

FROM python:3.11-slim
# The week's picture wants a font with accents.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /data base \
    && install -d -o base -g base -m 0700 /data
COPY --from=built /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SECURE_BASE_HOME=/data \
    XDG_CACHE_HOME=/tmp/cache \
    LOG_FORMAT=json \
    PORT=8080
USER base
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["secure-base"]
