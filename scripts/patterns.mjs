// A lint rule: no regular expression may take more than linear time, because most of them read text from
// a forge, a delivery, a request or git, and a quadratic one stops the server for seconds at 64 KiB.
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyse } from 'scslre';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Tests, test doubles and tools read only their own text. */
function isChecked(path) {
  const file = relative(root, path).split(sep).join('/');
  return /^(?:src|web\/src|demo)\//.test(file) && !/\.test\.tsx?$|\/testing\//.test(file);
}

/** The demo builds the patterns of its routes. */
function isOfDemo(path) {
  return relative(root, path).startsWith('demo');
}

const advice =
  'Write a loop (see src/domain/trim-characters.ts), or let it start only at ^ or at a character that ' +
  'does not repeat.';

function describe({ type, exponential }) {
  if (exponential) return 'takes exponential time';
  return type === 'Move'
    ? 'starts again at every repetition, so it takes quadratic time'
    : 'tries several ways to match the same text, so it takes quadratic time';
}

const linear = {
  create(context) {
    if (!isChecked(context.filename)) return {};
    return {
      Literal(node) {
        if (!node.regex) return;
        const { pattern, flags } = node.regex;
        const [report] = analyse(new RegExp(pattern, flags)).reports;
        if (report) {
          context.report({ node, message: `The pattern ${describe(report)}. ${advice}` });
        }
      },
      NewExpression(node) {
        if (node.callee.name !== 'RegExp' || isOfDemo(context.filename)) return;
        const message = 'A pattern that is built from text cannot be checked. Compare with a loop.';
        context.report({ node, message });
      },
    };
  },
};

export default { meta: { name: 'patterns' }, rules: { linear } };
