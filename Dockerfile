FROM python:3.13-slim AS node
WORKDIR /node
COPY requirements-node.lock package.json package-lock.json ./
RUN pip install --no-cache-dir --require-hashes -r requirements-node.lock \
    && npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.13-slim
# The workers of the nginx image have the same user id, so they can read private files.
RUN groupadd --system --gid 101 clientpix \
    && useradd --system --uid 101 --gid 101 --no-create-home --home-dir /app clientpix \
    && apt-get update \
    && apt-get install -y --no-install-recommends ffmpeg perl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY --from=node /node/node_modules ./node_modules
COPY manage.py LICENSE ./
COPY static ./static
COPY templates ./templates
COPY accounts ./accounts
COPY assets ./assets
COPY albums ./albums
COPY sharing ./sharing
COPY demo ./demo
COPY clientpix ./clientpix

# A new volume gets its owner from the folder at its mount point.
RUN install -d -o clientpix -g clientpix -m 750 /data /data/photos /data/static
USER clientpix
ENV PYTHONUNBUFFERED=1 \
    CLIENTPIX_DATA=/data \
    CLIENTPIX_BIND=0.0.0.0
VOLUME /data
EXPOSE 8000 8001
HEALTHCHECK --interval=10s --timeout=5s --start-period=2m CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://localhost:8000/healthz', timeout=4)"]
CMD ["python", "manage.py", "serve"]
