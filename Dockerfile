# One image for every part; docker-compose.yml says which part a container runs.
# On its own (`docker run -p 8000:8000 IMAGE`) it runs everything on SQLite, like `workflow run`.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    WORKFLOW_DATA_DIR=/data

RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin workflow \
    && install --directory --owner=workflow --group=workflow --mode=750 /data

WORKDIR /app
COPY pyproject.toml constraints.txt hatch_build.py README.md ./
COPY locales ./locales
COPY static ./static
COPY templates ./templates
COPY workflow ./workflow
RUN python -m pip install --no-cache-dir --constraint constraints.txt . \
    && rm -rf /app/*

USER workflow
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["workflow", "run", "--host", "0.0.0.0", "--port", "8000"]
