// The yardstick: a page that appends a row for each message and does nothing else, as anybody would write it first.
// `/?rows=N` has so many from the beginning, `/?live` follows the traffic of its server.

export const PLAIN_LIST = `<!doctype html>
<meta charset="utf-8">
<title>plain list</title>
<style>
  body { margin: 0; }
  main { height: 100vh; overflow: auto; font: 12px/22px monospace; }
  div { height: 22px; overflow: hidden; white-space: nowrap; }
</style>
<main></main>
<script>
  const list = document.querySelector('main');
  const append = (text) => {
    const row = document.createElement('div');
    row.textContent = new Date().toISOString() + ' ' + text;
    list.append(row);
  };
  const query = new URLSearchParams(location.search);
  for (let n = 0; n < Number(query.get('rows')); n += 1) append('{"type":"tick","id":' + n + ',"symbol":"AAPL","price":' + n / 7 + '}');
  if (query.has('live')) {
    let due = false;
    new WebSocket('ws://' + location.host + '/paced').onmessage = ({ data }) => {
      append(data);
      if (due) return;
      due = true;
      requestAnimationFrame(() => {
        due = false;
        list.scrollTop = list.scrollHeight;
      });
    };
  }
</script>
`;
