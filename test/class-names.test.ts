import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../src/platform/package-root.ts';

const features = join(packageRoot, 'web/src/features');

/** The text of all files of each feature with this ending. */
function readFeatures(ending: string): Map<string, string> {
  const texts = new Map<string, string>();
  const paths = readdirSync(features, { recursive: true, encoding: 'utf8' });
  for (const path of paths.filter((each) => each.endsWith(`.${ending}`))) {
    const [feature = ''] = path.split(sep);
    const text = readFileSync(join(features, path), 'utf8');
    texts.set(feature, `${texts.get(feature) ?? ''}\n${text}`);
  }
  return texts;
}

const listFeatures = (texts: Map<string, string>, pattern: RegExp) =>
  [...texts].filter(([, text]) => pattern.test(text)).map(([feature]) => feature);

test('no class is given by two features that both style it: one would change how the other looks', () => {
  const styles = readFeatures('css');
  const elements = readFeatures('tsx');
  const names = new Set(
    [...styles.values()].flatMap((text) =>
      [...text.matchAll(/^\.([\w-]+) \{/gm)].map(([, name]) => name),
    ),
  );
  const shared = [...names].filter((name) => {
    const styling = listFeatures(styles, new RegExp(`^\\.${name} \\{`, 'm'));
    const giving = listFeatures(elements, new RegExp(`["'\`\\s]${name}["'\`\\s]`));
    return styling.filter((feature) => giving.includes(feature)).length > 1;
  });

  expect(names.size).toBeGreaterThan(100);
  expect(shared).toEqual([]);
});
