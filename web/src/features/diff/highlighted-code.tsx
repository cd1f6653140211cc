import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';

/** Plain until the highlighter of the diff is loaded, which a text without code never does. */
function HighlightedCode({ text, language }: { text: string; language: string }): ReactNode {
  const { data: lines } = useQuery({
    queryKey: ['highlighted code', language, text],
    queryFn: async () => (await import('./highlight-code.ts')).highlightCode(text, language),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  });
  if (!lines) return text;
  return lines.map((tokens, line) => (
    <Fragment key={line}>
      {line > 0 && '\n'}
      {tokens.map(({ content, color }, index) => (
        <span key={index} style={{ color }}>
          {content}
        </span>
      ))}
    </Fragment>
  ));
}

/** For the code of Markdown texts. */
export const renderCode = (text: string, language: string): ReactNode => (
  <HighlightedCode text={text} language={language} />
);
