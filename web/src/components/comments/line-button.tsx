import { PlusIcon } from '@primer/octicons-react';
import { words } from '../../words.ts';
import { useLineComments } from './comments-context.ts';

/** Drawn by the viewer beside the line under the pointer, or the last of the marked ones. */
export function renderLineButton() {
  return <LineButton />;
}

/** The viewer itself answers the pointer, so that a range can be drawn; keys press it here. */
function LineButton() {
  const { start } = useLineComments();
  return (
    <button
      type="button"
      className="line-button"
      aria-label={words.comments.add}
      title={words.comments.add}
      onClick={({ detail }) => {
        if (detail === 0) start();
      }}
    >
      <PlusIcon size={14} />
    </button>
  );
}
