// uPlot makes a number format in the page's language when it is loaded, and throws where that is no language tag: a
// Chromium in the POSIX locale calls it `en-US@posix`. To be imported before it.

try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
}
