// The licences of the packages whose code is bundled in dist/: bundling leaves their files behind.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const licenceFile = /^(?:licen[cs]e|copying|notice)/i;

/** The directories of the packages that these module files belong to. */
export function findPackages(files) {
  const directories = new Set();
  for (const file of files) {
    const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file.replaceAll('\\', '/'))?.[1];
    if (found !== undefined && existsSync(join(found, 'package.json'))) directories.add(found);
  }
  return [...directories];
}

/** One text with the name, version and licence of each package. */
export function formatNotices(directories) {
  const notices = directories.map(readNotice);
  const byName = notices.toSorted((one, other) => (one.title < other.title ? -1 : 1));
  const unique = byName.filter(({ title }, index) => title !== byName[index - 1]?.title);
  const line = '-'.repeat(80);
  const sections = unique.map(({ title, text }) => `${line}\n${title}\n\n${text}\n`);
  return `This program contains code of the following packages.\n\n${sections.join('\n')}`;
}

function readNotice(directory) {
  const { name, version, license } = JSON.parse(
    readFileSync(join(directory, 'package.json'), 'utf8'),
  );
  const texts = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && licenceFile.test(entry.name))
    .map((entry) => readFileSync(join(directory, entry.name), 'utf8').trim());
  if (license === undefined && texts.length === 0) throw new Error(`${name} has no licence`);
  return {
    title: `${name} ${version} (${license ?? 'licence below'})`,
    text: texts.length > 0 ? texts.join('\n\n') : `Licence: ${license}`,
  };
}

/** A Vite plugin that records the modules of the page and of its workers. */
export function recordModules() {
  const files = new Set();
  const plugin = {
    name: 'afterpush:record-modules',
    moduleParsed: ({ id }) => void files.add(id.replace(/^\0/, '').replace(/\?.*$/, '')),
  };
  return { files, plugin };
}
