/** Stands in for `@pierre/theming/themes`: the page brings its own theme. */
export const themes = { getTheme: () => undefined };
