# Serves the app on port 8501; studies live in the volume /data.
# Put a reverse proxy in front that authenticates every path (see README, "Serving it to others").
FROM python:3.11-slim-bookworm

# Chromium draws the PNG and SVG downloads
RUN apt-get update \
    && apt-get install -y --no-install-recommends chromium fonts-noto-core \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py ./
COPY pages pages
COPY crm_analytics crm_analytics
COPY sample_data sample_data
COPY .streamlit .streamlit

RUN useradd --create-home --uid 10001 crm && mkdir /data && chown crm /data
USER crm
ENV CRM_STORE=/data/studies.sqlite
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"
CMD ["streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true"]
