import type { ReactNode } from 'react';

interface NoticeProps {
  title: string;
  children?: ReactNode;
  /** What the reader can do. */
  actions?: ReactNode;
  tone?: 'quiet' | 'attention' | 'danger';
}

/** A word about a whole area: it is empty, broken or waiting. */
export function Notice({ title, children, actions, tone = 'quiet' }: NoticeProps) {
  return (
    <div className="notice" data-tone={tone}>
      <h2>{title}</h2>
      {children && <div className="notice-text">{children}</div>}
      {actions && <div className="notice-actions">{actions}</div>}
    </div>
  );
}
