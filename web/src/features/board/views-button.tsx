import { BookmarkIcon } from '@primer/octicons-react';
import { type ComponentProps, lazy, Suspense, useState } from 'react';
import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';

const ViewsPanel = lazy(async () => ({
  default: (await import('./views-panel.tsx')).ViewsPanel,
}));

/** Opens the saved views. The code of their panel is loaded on the first click. */
export function ViewsButton({ search }: { search: Search }) {
  const [wanted, setWanted] = useState(false);
  if (!wanted) return <Button onClick={() => setWanted(true)} />;
  return (
    <Suspense fallback={<Button />}>
      <ViewsPanel trigger={<Button />} search={search} />
    </Suspense>
  );
}

/** The shortcut clicks the button, so that the focus returns to it. */
export function openViews(): void {
  document.querySelector<HTMLElement>('[data-views]')?.click();
}

function Button(props: ComponentProps<'button'>) {
  const name = messages.views.title;
  return (
    <button
      type="button"
      {...props}
      className="icon-button"
      aria-label={name}
      title={name}
      data-views
    >
      <BookmarkIcon size={16} />
    </button>
  );
}
