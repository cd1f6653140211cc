import { BellIcon, BellSlashIcon } from '@primer/octicons-react';
import { type ComponentProps, lazy, Suspense, useState } from 'react';
import { messages } from '../../text/messages.ts';
import { useNotificationSwitch } from './notification-preferences.ts';

const NotificationSettings = lazy(async () => ({
  default: (await import('./notification-settings.tsx')).NotificationSettings,
}));

/** The bell in the header. The code of its panel is loaded on the first click. */
export function NotificationBell() {
  const [wanted, setWanted] = useState(false);
  if (!wanted) return <BellButton onClick={() => setWanted(true)} />;
  return (
    <Suspense fallback={<BellButton />}>
      <NotificationSettings trigger={<BellButton />} />
    </Suspense>
  );
}

function BellButton(props: ComponentProps<'button'>) {
  const { settings, permission, enabled } = useNotificationSwitch();
  const text = messages.notifications;
  const blocked = settings.enabled && permission === 'denied';
  const name = blocked ? text.blocked : enabled ? text.on : text.off;
  const Symbol = enabled ? BellIcon : BellSlashIcon;
  return (
    <button
      type="button"
      {...props}
      className="icon-button"
      aria-label={name}
      title={name}
      data-warning={blocked || undefined}
    >
      <Symbol size={16} />
    </button>
  );
}
