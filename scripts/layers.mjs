// The layer rule as a lint rule: which folder may import which. See ARCHITECTURE.md.
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const foundation = ['src/domain', 'src/platform', 'src/contract'];
const services = [
  'src/store',
  'src/forge/**',
  'src/sync',
  'src/git',
  'src/credentials',
  'src/agent-sessions',
];
const forgeParts = ['src/forge/parsing', 'src/forge/client', 'src/forge/lookup', 'src/forge/diff'];
const adapter = [...foundation, 'src/forge', ...forgeParts];
const pageBase = ['src/contract', 'web/src/text', 'web/src/ui', 'web/src/api', 'web/src/shared'];
const feature = [...pageBase, 'web/src/features/status'];

/**
 * What each folder may import besides itself. A file belongs to the longest folder listed here that
 * contains it. `folder` means that folder alone, `folder/**` all listed folders below it as well.
 */
const mayImport = {
  src: ['src/**', 'demo'],
  'src/app': ['src/**'],
  'src/app/config': [...foundation, 'src/forge', 'src/forge/parsing'],
  'src/domain': [],
  'src/platform': [],
  'src/contract': [],
  'src/store': foundation,
  'src/sync': foundation,
  'src/git': foundation,
  'src/credentials': foundation,
  'src/agent-sessions': foundation,
  'src/forge': [...foundation, 'src/forge/**'],
  'src/forge/parsing': [...foundation, 'src/forge'],
  'src/forge/client': [...foundation, 'src/forge', 'src/forge/parsing'],
  'src/forge/lookup': [...foundation, 'src/forge', 'src/forge/parsing', 'src/forge/client'],
  'src/forge/diff': [
    ...foundation,
    'src/forge',
    'src/forge/parsing',
    'src/forge/client',
    'src/forge/lookup',
  ],
  'src/forge/github': adapter,
  'src/forge/gitlab': adapter,
  'src/forge/gitea': adapter,
  'src/forge/bitbucket': adapter,
  'src/forge/bitbucket-data-center': adapter,
  'src/forge/azure-devops': adapter,
  'src/http': [...foundation, ...services, 'src/http/**'],
  'src/http/views': [...foundation, ...services],
  'src/http/server': [...foundation, ...services],
  'src/http/events': [...foundation, ...services],
  'src/http/routes': [...foundation, ...services, 'src/http/**'],
  'src/cli': [...foundation, ...services],
  demo: ['src/**', 'demo/**'],
  'demo/forge': ['src/platform', 'demo'],
  'demo/agents': ['src/platform', 'demo', 'demo/forge', 'demo/seed'],
  'demo/seed': ['src/platform', 'demo', 'demo/forge'],
  'web/src': ['src/contract', 'web/src/**'],
  'web/src/text': ['src/contract'],
  'web/src/ui': ['src/contract', 'web/src/text'],
  'web/src/api': ['src/contract', 'web/src/text'],
  'web/src/shared': ['src/contract', 'web/src/text', 'web/src/ui', 'web/src/api'],
  'web/src/features/status': pageBase,
  'web/src/features/discovery': feature,
  'web/src/features/board': [...feature, 'web/src/features/discovery'],
  'web/src/features/diff': feature,
  'web/src/features/sessions': feature,
  'web/src/features/health': feature,
  'web/src/features/notifications': feature,
  'web/src/features/forges': [...feature, 'web/src/features/health'],
  'web/src/features/timeline': [...feature, 'web/src/features/forges'],
  'web/src/features/logs': feature,
  'web/src/features/chat': [
    ...feature,
    'web/src/features/diff',
    'web/src/features/timeline',
    'web/src/features/logs',
  ],
  'web/src/features/palette': [
    ...feature,
    'web/src/features/board',
    'web/src/features/chat',
    'web/src/features/notifications',
  ],
  'web/src/frame': [...pageBase, 'web/src/features/**'],
  'web/src/pages': [...pageBase, 'web/src/features/**', 'web/src/frame'],
};

/** Packages are listed where a folder allows only a few; elsewhere any may be used. */
const packages = {
  'src/domain': [],
  'src/contract': ['typebox'],
};

const folders = Object.keys(mayImport).toSorted((one, other) => other.length - one.length);
const root = fileURLToPath(new URL('..', import.meta.url));

/** Returns why an import is forbidden, or undefined when it is allowed. */
export function findViolation(file, specifier) {
  const from = findFolder(file);
  if (from === undefined) return undefined;
  if (!specifier.startsWith('.')) {
    return isTest(file) ? undefined : findPackageViolation(from, specifier);
  }
  const target = join(dirname(file), specifier);
  if (isTest(file) && isTestSupport(target)) return undefined;
  const to = findFolder(target);
  // Tests of the demo may import all of src: the conformance suite runs against the demo forge.
  if (isTest(file) && from.startsWith('demo') && to?.startsWith('src/')) return undefined;
  if (from === to || mayImport[from].some((allowed) => covers(allowed, to))) return undefined;
  const allowed = mayImport[from].map(shorten).join(', ') || 'nothing';
  return `${shorten(from)} may not import ${to ? shorten(to) : 'this'}; it may import ${allowed}`;
}

function covers(allowed, folder) {
  if (!allowed.endsWith('/**')) return allowed === folder;
  const parent = allowed.slice(0, -'/**'.length);
  return folder === parent || folder?.startsWith(`${parent}/`);
}

function findPackageViolation(from, specifier) {
  const allowed = packages[from];
  if (!allowed || allowed.includes(specifier)) return undefined;
  const list = allowed.join(', ') || 'none';
  return `${shorten(from)} imports no package but ${list}: not ${specifier}`;
}

function shorten(folder) {
  return folder.replace(/^src\//, '');
}

function findFolder(path) {
  const inside = toRelative(path);
  return folders.find((folder) => inside.startsWith(`${folder}/`));
}

function isTest(file) {
  return /\.test\.tsx?$/.test(file) || isTestSupport(file);
}

function isTestSupport(path) {
  return /^test\/support\/|\/testing\//.test(toRelative(path));
}

function toRelative(path) {
  return relative(root, path).split(sep).join('/');
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
