import type { DiffFile } from '../../../../src/contract/diff.ts';

/** Longer files start folded: nobody reads them first, and they push the rest away. */
const longLines = 800;

export type FoldReason =
  | 'lock'
  | 'minified'
  | 'snapshot'
  | 'vendored'
  | 'build'
  | 'generated'
  | 'long';

const byPath: readonly (readonly [FoldReason, RegExp])[] = [
  [
    'lock',
    /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|Cargo\.lock|go\.sum|poetry\.lock|Pipfile\.lock|pdm\.lock|uv\.lock|composer\.lock|Gemfile\.lock|mix\.lock|pubspec\.lock|Podfile\.lock|Package\.resolved|flake\.lock|packages\.lock\.json|gradle\.lockfile|\.terraform\.lock\.hcl)$/,
  ],
  ['minified', /[.-]min\.(js|mjs|css)$|\.(bundle|chunk)\.(js|css)$|\.(js|css|ts)\.map$/],
  ['snapshot', /\.snap$|(^|\/)__(image_)?snapshots__\//],
  [
    'vendored',
    /(^|\/)(node_modules|bower_components|vendor|third[_-]party|Godeps|Pods|Carthage\/Checkouts|\.yarn\/(releases|plugins|cache))\//,
  ],
  ['build', /(^|\/)(dist|\.next|\.nuxt|storybook-static)\//],
  [
    'generated',
    /\.(pb\.go|pb\.(h|cc)|_pb2(_grpc)?\.pyi?|g\.dart|freezed\.dart|designer\.cs|generated\.\w+|gen\.(go|ts))$|_pb2(_grpc)?\.pyi?$|(^|\/)(__generated__|generated)\/|(^|\/)(\.pnp\.c?js|zz_generated\.\w+\.go)$/i,
  ],
];

/** Why a file starts folded; undefined when it is read. */
export function findFoldReason(
  file: Pick<DiffFile, 'path' | 'additions' | 'deletions'>,
  saysGenerated = false,
): FoldReason | undefined {
  const [reason] = byPath.find(([, pattern]) => pattern.test(file.path)) ?? [];
  if (reason !== undefined) return reason;
  if (saysGenerated) return 'generated';
  return file.additions + file.deletions > longLines ? 'long' : undefined;
}
