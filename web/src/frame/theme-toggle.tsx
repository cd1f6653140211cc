import { DeviceDesktopIcon, MoonIcon, SunIcon } from '@primer/octicons-react';
import { messages } from '../text/messages.ts';
import { type ThemeChoice, useThemeChoice } from '../ui/use-theme.ts';

const next: Record<ThemeChoice, ThemeChoice> = { system: 'light', light: 'dark', dark: 'system' };
const icons = { system: DeviceDesktopIcon, light: SunIcon, dark: MoonIcon };

export function ThemeToggle() {
  const [choice, choose] = useThemeChoice();
  const Symbol = icons[choice];
  return (
    <button
      type="button"
      className="icon-button"
      onClick={() => choose(next[choice])}
      aria-label={messages.theme[choice]}
      title={messages.theme[choice]}
    >
      <Symbol size={16} />
    </button>
  );
}
