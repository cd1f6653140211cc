import type { ReactNode } from 'react';

interface NoticeProps {
  title: string;
  children?: ReactNode;
  /** Buttons and links below the text. */
  actions?: ReactNode;
  tone?: 'quiet' | 'attention' | 'danger';
}

/** The message of an empty, failed or waiting area. */
export function Notice({ title, children, actions, tone = 'quiet' }: NoticeProps) {
  return (
    <div className="notice" data-tone={tone}>
      <h2>{title}</h2>
      {children && <div className="notice-text">{children}</div>}
      {actions && <div className="notice-actions">{actions}</div>}
    </div>
  );
}
