import { type ReactNode, useMemo } from 'react';
import { messages } from '../../text/messages.ts';
import type { MarkdownProps } from './markdown.tsx';
import type { MarkdownNode } from './markdown-nodes.ts';
import { parseMarkdown } from './parse-markdown.ts';
import { RemoteImage } from './remote-image.tsx';

/** Elements of React for each node, never HTML: what a node cannot say cannot happen. */
export default function RenderedMarkdown(props: MarkdownProps) {
  const { text, level } = props;
  const nodes = useMemo(() => withHeadingLevels(parseMarkdown(text), level), [text, level]);
  return (
    <div className="markdown" dir="auto" data-plain={nodes === undefined || undefined}>
      {nodes === undefined ? text : <Nodes nodes={nodes} {...props} />}
    </div>
  );
}

/** Levels follow the heading above the text, without a gap, so that the outline of the page is sound. */
function withHeadingLevels(
  nodes: readonly MarkdownNode[] | undefined,
  above: number,
): MarkdownNode[] | undefined {
  let before = above;
  return nodes?.map((node) => {
    if (node.kind !== 'heading') return node;
    before = Math.min(node.level + above, before + 1, 6);
    return { ...node, level: before };
  });
}

type NodesProps = { nodes: readonly MarkdownNode[] } & MarkdownProps;

function Nodes({ nodes, ...props }: NodesProps): ReactNode {
  return nodes.map((node, index) => <Node key={index} node={node} {...props} />);
}

function Node({ node, ...props }: { node: MarkdownNode } & MarkdownProps): ReactNode {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'element': {
      const content = <Nodes nodes={node.children} {...props} />;
      return node.tag === 'table' ? (
        <div className="markdown-scroller" ref={makeFocusable}>
          <table>{content}</table>
        </div>
      ) : (
        <node.tag>{content}</node.tag>
      );
    }
    case 'heading': {
      const Heading = `h${node.level}` as 'h3';
      return (
        <Heading>
          <Nodes nodes={node.children} {...props} />
        </Heading>
      );
    }
    case 'ordered_list':
      return (
        <ol start={node.start}>
          <Nodes nodes={node.children} {...props} />
        </ol>
      );
    case 'cell':
      return (
        <node.tag data-align={node.align}>
          <Nodes nodes={node.children} {...props} />
        </node.tag>
      );
    case 'link':
      return (
        <a href={node.address} target="_blank" rel="noopener noreferrer nofollow ugc">
          <Nodes nodes={node.children} {...props} />
        </a>
      );
    case 'image':
      return <RemoteImage address={node.address} alt={node.alt} chatId={props.chatId} />;
    case 'code':
      return <code>{node.text}</code>;
    case 'block_code':
      return <BlockCode node={node} {...props} />;
    case 'mention':
      return <span className="markdown-mention">@{node.name}</span>;
    case 'task':
      return (
        <input
          type="checkbox"
          checked={node.done}
          disabled
          aria-label={node.done ? messages.markdown.done : messages.markdown.notDone}
        />
      );
    case 'line_break':
      return <br />;
    case 'rule':
      return <hr />;
  }
}

/** The keyboard scrolls what is wider than the page. */
function makeFocusable(element: HTMLElement | null): void {
  if (element) element.tabIndex = 0;
}

function BlockCode(props: { node: MarkdownNode & { kind: 'block_code' } } & MarkdownProps) {
  const { node, renderCode, renderSuggestion } = props;
  const [, range] = /^suggestion(?::(.*))?$/.exec(node.language) ?? [undefined, null];
  if (range !== null && renderSuggestion) {
    return renderSuggestion(node.text.replace(/\n$/, ''), range ?? '');
  }
  return (
    <pre ref={makeFocusable}>
      <code>{renderCode && node.language ? renderCode(node.text, node.language) : node.text}</code>
    </pre>
  );
}
