import './notifications.css';
import { type ReactElement, type ReactNode, useId } from 'react';
import { messages } from '../../text/messages.ts';
import { Popover } from '../../ui/popover.tsx';
import { playTone } from './browser-notifications.ts';
import {
  changeSettings,
  type NotifiedReasons,
  switchNotifications,
  useNotificationSwitch,
} from './notification-preferences.ts';

/** The notification settings of this browser, and whether the browser allows notifications. */
export function NotificationSettings({ trigger }: { trigger: ReactElement }) {
  const { settings, permission, enabled } = useNotificationSwitch();
  const text = messages.notifications;
  const refused = permission === 'denied' || permission === 'unsupported';
  return (
    <Popover trigger={trigger} title={text.title} startsOpen>
      <div className="settings">
        <Choice
          type="checkbox"
          label={text.switch}
          hint={text.hint}
          checked={enabled}
          disabled={refused}
          onChange={() => void switchNotifications(!enabled)}
        />
        <p className="settings-permission" data-tone={refused ? 'attention' : undefined}>
          {text.permission[permission]}
        </p>
        <fieldset disabled={!enabled}>
          <legend>{text.reasons}</legend>
          <ReasonChoice reasons="all" label={text.reasonsAll} chosen={settings.reasons} />
          <ReasonChoice
            reasons="failures"
            label={text.reasonsFailures}
            hint={text.reasonsFailuresHint}
            chosen={settings.reasons}
          />
        </fieldset>
        <Choice
          type="checkbox"
          label={text.sound}
          hint={text.soundHint}
          checked={settings.sound}
          disabled={!enabled}
          onChange={() => {
            // Plays the sound once as a preview.
            if (!settings.sound) void playTone();
            changeSettings({ sound: !settings.sound });
          }}
        />
      </div>
    </Popover>
  );
}

function ReasonChoice(props: {
  reasons: NotifiedReasons;
  label: string;
  hint?: string;
  chosen: NotifiedReasons;
}) {
  const { reasons, chosen, ...rest } = props;
  return (
    <Choice
      type="radio"
      {...rest}
      checked={chosen === reasons}
      onChange={() => changeSettings({ reasons })}
    />
  );
}

interface ChoiceProps {
  type: 'checkbox' | 'radio';
  label: string;
  hint?: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: () => void;
}

function Choice({ type, label, hint, ...state }: ChoiceProps) {
  const id = useId();
  return (
    <div className="settings-choice">
      <input
        id={id}
        type={type}
        name={type === 'radio' ? 'notified-reasons' : undefined}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...state}
      />
      <label htmlFor={id}>{label}</label>
      {hint && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
    </div>
  );
}
