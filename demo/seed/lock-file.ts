const packages = [
  '@fastify/ajv-compiler',
  '@fastify/error',
  'abort-controller',
  'ajv',
  'atomic-sleep',
  'avvio',
  'cookie',
  'fast-decode-uri-component',
  'fast-json-stringify',
  'fast-querystring',
  'fastify',
  'find-my-way',
  'light-my-request',
  'pino',
  'process-warning',
  'proxy-addr',
  'react',
  'react-dom',
  'real-require',
  'rfdc',
  'scheduler',
  'secure-json-parse',
  'semver',
  'sonic-boom',
  'thread-stream',
  'zod',
];

/** Builds a lock file whose lines differ between releases, so that an upgrade makes a large diff. */
export function buildLockFile(release: number): string {
  const entries = packages.map((name, at) => {
    const version = `${1 + (at % 4)}.${release}.${at % 7}`;
    const resolved = `https://registry.npmjs.org/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
    const integrity = `sha512-${Buffer.from(`${name}@${version}`).toString('base64').padEnd(86, 'q')}==`;
    return [`node_modules/${name}`, { version, resolved, integrity, license: 'MIT' }];
  });
  const lock = { name: 'storefront', lockfileVersion: 3, packages: Object.fromEntries(entries) };
  return `${JSON.stringify(lock, null, 2)}\n`;
}
