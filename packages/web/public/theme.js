// Runs before the first paint, so that a dark screen never flashes white. A file of its own because the content security
// policy allows no inline script. The same key and values are used by src/lib/theme.ts.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem('moorage.theme');
  } catch {
    // Storage can be switched off; the system's theme is used then.
  }
  var isDark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
})();
