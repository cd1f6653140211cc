import './views.css';
import { TrashIcon } from '@primer/octicons-react';
import { type FormEvent, type ReactElement, useId, useRef } from 'react';
import { type Search, toHref } from '../../shared/routing/route.ts';
import { Link } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { Popover } from '../../ui/popover.tsx';
import { deleteView, type SavedView, saveView, useSavedViews } from './saved-views.ts';

/** The saved views, and a form that saves the current filter as one. */
export function ViewsPanel({ trigger, search }: { trigger: ReactElement; search: Search }) {
  const views = useSavedViews();
  const text = messages.views;
  const canSave = search.q !== '' || search.state !== '';
  return (
    <Popover trigger={trigger} title={text.title} startsOpen align="start">
      <ul className="views">
        {views.map((view) => (
          <View key={view.name} view={view} search={search} />
        ))}
      </ul>
      {views.length === 0 && <p className="hint">{text.none}</p>}
      {canSave ? <SaveForm search={search} /> : <p className="hint">{text.howToSave}</p>}
    </Popover>
  );
}

function View({ view, search }: { view: SavedView; search: Search }) {
  const { name, q, state } = view;
  const current = q === search.q && state === search.state;
  const label = messages.views.remove(name);
  return (
    <li>
      <Link href={toViewHref(view)} aria-current={current ? 'true' : undefined}>
        <span className="view-name">{name}</span>
        <code>{formatFilter(view)}</code>
      </Link>
      <button
        type="button"
        className="icon-button"
        aria-label={label}
        title={label}
        onClick={() => deleteView(name)}
      >
        <TrashIcon size={14} />
      </button>
    </li>
  );
}

function SaveForm({ search }: { search: Search }) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const text = messages.views;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saveView({ name: input.current?.value ?? '', q: search.q, state: search.state });
    if (input.current) input.current.value = '';
  };
  return (
    <form className="view-form" onSubmit={submit}>
      <label htmlFor={id}>
        {text.save} <code>{formatFilter(search)}</code>
      </label>
      <div className="view-fields">
        <input
          ref={input}
          id={id}
          required
          maxLength={60}
          autoComplete="off"
          placeholder={text.name}
        />
        <button type="submit" className="button">
          {text.submit}
        </button>
      </div>
    </form>
  );
}

export function toViewHref({ q, state }: Pick<SavedView, 'q' | 'state'>): string {
  return toHref('/', { q, state });
}

/** As it would be typed. */
function formatFilter({ q, state }: Pick<SavedView, 'q' | 'state'>): string {
  return [q, state && `state:${state}`].filter(Boolean).join(' ');
}
