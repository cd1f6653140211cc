// The layer rule as a lint rule: which folder of src/ may import which. See ARCHITECTURE.md.
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ground = ['domain', 'platform', 'contract'];
const services = ['store', 'forge', 'sync', 'git'];

/** What each folder may import beside itself. Folders on one level never import each other. */
const mayImport = {
  domain: [],
  platform: [],
  contract: [],
  store: ground,
  forge: ground,
  sync: ground,
  git: ground,
  config: [...ground, 'forge'],
  http: [...ground, ...services],
  cli: [...ground, ...services],
  demo: [...ground, ...services],
};

/** Packages are named where a layer allows only a few; elsewhere any may be used. */
const packages = {
  domain: [],
  contract: ['typebox'],
};

const root = fileURLToPath(new URL('..', import.meta.url));

/** Answers why an import is forbidden, or undefined when it is allowed. */
export function findViolation(file, specifier) {
  const from = toFolder(file);
  if (from === undefined) return undefined;
  if (!specifier.startsWith('.')) {
    return isTest(file) ? undefined : findPackageViolation(from, specifier);
  }
  const target = join(dirname(file), specifier);
  if (isTest(file) && isTestSupport(target)) return undefined;
  const to = toFolder(target);
  if (from === 'web') return to === 'web' || to === 'contract' ? undefined : toMessage(from, to);
  if (from === to || !(from in mayImport)) return undefined;
  return mayImport[from].includes(to) ? undefined : toMessage(from, to);
}

function findPackageViolation(from, specifier) {
  const allowed = packages[from];
  if (!allowed || allowed.includes(specifier)) return undefined;
  return `${from} imports no package but ${allowed.join(', ') || 'none'}: not ${specifier}`;
}

function toMessage(from, to) {
  const allowed = mayImport[from] ?? ['contract'];
  return `${from} may not import ${to ?? 'src'}; it may import ${allowed.join(', ') || 'nothing'}`;
}

/** `src/store/x.ts` -> store, `web/src/x.ts` -> web; undefined for the files that wire them. */
function toFolder(path) {
  const [top, folder, ...rest] = relative(root, path).split(sep);
  if (top === 'web') return 'web';
  return top === 'src' && rest.length > 0 ? folder : undefined;
}

function isTest(file) {
  return /\.test\.tsx?$/.test(file) || isTestSupport(file);
}

function isTestSupport(path) {
  return /^test\/support\/|\/testing\//.test(relative(root, path).split(sep).join('/'));
}

const rule = {
  create(context) {
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const message = findViolation(context.filename, node.source.value);
      if (message) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

export default { meta: { name: 'afterpush' }, rules: { layers: rule } };
