# Manymentors in a container: the pages (mentors serve) or the worker (mentors worker), as compose.yaml starts them.
# Nothing but Python is needed to run it; the models it reads with come with it. The base of the large listener comes along with
# --build-arg WITH="--extra large --group large".

FROM python:3.11-slim AS build
COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /usr/local/bin/uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/opt/manymentors
WORKDIR /build
COPY pyproject.toml uv.lock README.md LICENSE ./
ARG WITH=
RUN uv sync --locked --no-default-groups --no-install-project $WITH
COPY src src
COPY sample sample
RUN uv sync --locked --no-default-groups --no-editable $WITH

FROM python:3.11-slim
RUN useradd --system --uid 1000 --home-dir /data --shell /usr/sbin/nologin mentors \
    && install -d -o mentors -g mentors -m 700 /data
COPY --from=build /opt/manymentors /opt/manymentors
ENV PATH=/opt/manymentors/bin:$PATH MANYMENTORS_HOME=/data PYTHONUNBUFFERED=1
USER mentors
VOLUME /data
EXPOSE 8765
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8765, timeout=4); c.request('GET', '/health'); raise SystemExit(c.getresponse().status != 200)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["mentors"]
CMD ["serve", "--host", "0.0.0.0", "--workers", "2"]
