FROM node:22-bookworm-slim AS build
WORKDIR /afterpush
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:22-bookworm-slim
ENV NODE_ENV=production \
    AFTERPUSH_HOST=0.0.0.0 \
    AFTERPUSH_DATA_DIR=/data
WORKDIR /afterpush
RUN install --directory --owner=node --group=node --mode=0700 /data
COPY --from=build /afterpush/package.json ./
COPY --from=build /afterpush/node_modules ./node_modules
COPY --from=build /afterpush/migrations ./migrations
COPY --from=build /afterpush/dist ./dist
USER node
VOLUME /data
EXPOSE 4700
HEALTHCHECK --interval=10s --timeout=3s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4700/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/afterpush.js", "serve"]
