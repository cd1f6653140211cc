import type { Label } from '../../../../src/contract/diff-status.ts';

/** Text in the page's own colour; the forge's colour is only a decorative dot. */
export function LabelList({ labels }: { labels: readonly Label[] }) {
  return (
    <ul className="labels">
      {labels.map(({ name, color }, index) => (
        <li key={`${index} ${name}`} title={name}>
          <span
            className="label-dot"
            style={{ background: parseLabelColor(color) }}
            aria-hidden="true"
          />
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** A forge's text is untrusted: only six hexadecimal digits become a colour. */
export function parseLabelColor(text: string | null): string | undefined {
  return text !== null && /^#[0-9a-f]{6}$/i.test(text) ? text : undefined;
}
