/** The theme of a surface: chosen by the address, else what this browser had last, else the surface's own default. */
import { signal } from '@preact/signals';
import { THEMES, type ThemeName } from '../state/tokens.ts';

export const theme = signal<ThemeName>('ink');
const KEY = 'chengyun.theme';

export function setTheme(next: ThemeName): void {
  theme.value = next;
  document.documentElement.dataset.theme = next;
}

export function restoreTheme(asked: ThemeName | null, fallback: ThemeName): void {
  setTheme(asked ?? THEMES.find((name) => name === localStorage.getItem(KEY)) ?? fallback);
}

export function toggleTheme(): void {
  setTheme(theme.peek() === 'ink' ? 'paper' : 'ink');
  localStorage.setItem(KEY, theme.peek());
}
