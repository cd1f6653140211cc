import { lazy, type ReactNode, Suspense } from 'react';

export interface MarkdownProps {
  /** Untrusted: anyone who may comment on a pull request wrote it. */
  text: string;
  /** The chat that it belongs to, for which a reader may allow images. */
  chatId: string;
  /** The level of the heading above it. */
  level: number;
  /** Shows a block of code in a language that its fence names. */
  renderCode?: (text: string, language: string) => ReactNode;
  /** Shows lines that a comment proposes; `range` is what GitLab adds to the word, such as `-0+1`. */
  renderSuggestion?: (lines: string, range: string) => ReactNode;
}

/** The parser is large and is loaded when the first text is shown. Without it the text itself is. */
const Rendered = lazy(() =>
  import('./rendered-markdown.tsx').catch(() => ({ default: PlainText })),
);

export function Markdown(props: MarkdownProps) {
  return (
    <Suspense fallback={<PlainText {...props} />}>
      <Rendered {...props} />
    </Suspense>
  );
}

function PlainText({ text }: MarkdownProps) {
  return (
    <div className="markdown" dir="auto" data-plain>
      {text}
    </div>
  );
}
