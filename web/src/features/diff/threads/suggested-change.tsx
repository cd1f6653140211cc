import { messages } from '../../../text/messages.ts';

interface SuggestedChangeProps {
  /** Undefined where they are not known. */
  before: readonly string[] | undefined;
  after: string;
}

/** Lines that a comment proposes, below those that they replace. */
export function SuggestedChange({ before = [], after }: SuggestedChangeProps) {
  const added = after === '' ? [] : after.split('\n');
  const lines = [
    ...before.map((text) => ({ sign: '-', text })),
    ...added.map((text) => ({ sign: '+', text })),
  ];
  return (
    <figure className="suggested-change">
      <figcaption>{messages.markdown.suggestion}</figcaption>
      <pre>
        {lines.map(({ sign, text }, index) => (
          <code key={index} className="suggested-line" data-sign={sign}>
            {text === '' ? ' ' : text}
          </code>
        ))}
      </pre>
    </figure>
  );
}
