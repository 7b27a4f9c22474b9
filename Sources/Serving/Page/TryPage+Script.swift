extension TryPage {
  /// The script, in plain JavaScript.
  static let script = #"""
    'use strict';
    const $ = id => document.getElementById(id);
    const make = (name, text, attributes = {}) => {
      const element = document.createElement(name);
      if (text !== undefined) element.textContent = text;
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      return element;
    };
    // Thrown when the key is asked for first, which is no failure.
    const needsKey = new Error();
    let key = '', facts = null, vector = [];

    function say(text, isBad = false) {
      $('status').textContent = text;
      $('status').className = isBad ? 'bad' : '';
      $('status').hidden = !text;
    }

    async function ask(path, body) {
      const headers = {};
      if (key) headers.authorization = 'Bearer ' + key;
      if (body) headers['content-type'] = 'application/json';
      const response = await fetch(path, {
        method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body)
      });
      const text = await response.text();
      let answer = null;
      try { answer = JSON.parse(text); } catch { }
      if (response.status === 401) {
        $('key-form').hidden = false;
        if (!key) throw needsKey;
      }
      if (!response.ok || !answer) {
        const error = answer && (answer.error || answer.message);
        throw new Error((error && (error.message || error)) || text || 'status ' + response.status);
      }
      return { answer, headers: response.headers };
    }

    // Runs work of a button, which waits meanwhile; a failure is said.
    async function run(button, work) {
      say('');
      if (button) button.disabled = true;
      try { await work(); }
      catch (error) { if (error !== needsKey) say(error.message || 'The server does not answer.', true); }
      finally { if (button) button.disabled = false; }
    }

    function request(input) {
      const body = { model: $('model').value, input, encoding_format: 'float' };
      if ($('prompt').value) body.prompt_name = $('prompt').value.slice(1);
      if ($('dimensions').value) body.dimensions = Number($('dimensions').value);
      return body;
    }

    // ---- The model

    async function loadModels() {
      const { answer } = await ask('/goldcrest/models');
      $('key-form').hidden = true;
      $('model').replaceChildren(...answer.models.map(name => make('option', name)));
      await loadFacts();
    }

    async function loadFacts() {
      const { answer } = await ask('/goldcrest/models/' + encodeURIComponent($('model').value));
      facts = answer;
      const bytes = count => count < 1e9 ? (count / 1e6).toFixed(1) + ' MB' : (count / 1e9).toFixed(2) + ' GB';
      const list = (id, pairs) => $(id).replaceChildren(
        ...pairs.flatMap(([name, value]) => [make('dt', name), make('dd', value)]));
      list('facts', [
        ['Dimensions', answer.dimensions.join(', ')],
        ['Most tokens', answer.maximum_tokens.toLocaleString('en')],
        ['Pooling', answer.pooling + (answer.normalizes ? ', length 1' : '')],
        ['Prompts', answer.prompts.length ? answer.prompts.map(p => p.name).join(', ') : 'none'],
        ['Parameters', answer.parameters.toLocaleString('en')],
        ['File', bytes(answer.file_bytes) + ', mapped'],
        ['Memory', bytes(answer.memory_bytes) + ' at most so far, the whole server'],
        ['Computed by', answer.kernel + ', ' + answer.threads + (answer.threads === 1 ? ' thread' : ' threads')],
        ['Fingerprint', answer.fingerprint],
      ]);
      const fidelity = answer.fidelity;
      $('fidelity').hidden = !fidelity;
      $('no-fidelity').hidden = !!fidelity;
      if (fidelity) {
        $('fidelity-lead').textContent = fidelity.reference === 'golden'
          ? `${fidelity.count} vectors, compared with a golden file` : `${fidelity.count} texts, compared with the original`;
        list('metrics', fidelity.metrics.map(m => [m.name, String(m.value)]));
      }
      const choose = (id, options) => $(id).replaceChildren(
        ...options.map(([value, text]) => make('option', text, { value })));
      choose('prompt', [
        ['', answer.default_prompt === null ? 'none' : `the model's: ${answer.default_prompt}`],
        // An empty value is taken; the sign is cut off again.
        ...answer.prompts.map(p => ['=' + p.name, p.text ? `${p.name}: ${p.text}` : p.name])]);
      choose('dimensions', answer.dimensions.map(size => [
        size === answer.usual_dimensions ? '' : size, String(size)]));
      $('dimensions').value = '';
      forget();
    }

    // What was computed with other options is no answer to these.
    function forget() {
      $('vector').hidden = $('matrix').hidden = true;
      showCurl();
    }

    // ---- One text

    async function embed() {
      const start = performance.now();
      const { answer, headers } = await ask('/v1/embeddings', request($('text').value));
      const milliseconds = performance.now() - start;
      vector = answer.data[0].embedding;
      const tokens = answer.usage ? answer.usage.prompt_tokens : null;
      const isCut = Number(headers.get('x-embedding-truncated')) > 0;
      $('vector-facts').textContent = `${vector.length} numbers`
        + (tokens === null ? '' : ` from ${tokens} ${tokens === 1 ? 'token' : 'tokens'}`)
        + (isCut ? ', the text was cut' : '') + `, in ${milliseconds.toFixed(1)} ms with the way there and back`;
      $('numbers').textContent = vector.slice(0, 8).join(', ') + (vector.length > 8 ? ', …' : '');
      const least = Math.min(...vector), most = Math.max(...vector);
      $('range').textContent = `From ${least.toFixed(4)} to ${most.toFixed(4)}, in the order of the vector.`;
      draw(least, most);
      $('vector').hidden = false;
    }

    function draw(least, most) {
      const space = 'http://www.w3.org/2000/svg';
      const part = (name, attributes) => {
        const element = document.createElementNS(space, name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        return element;
      };
      const reach = Math.max(-least, most) || 1;
      const height = value => (50 - 48 * value / reach).toFixed(2);
      const count = vector.length;
      const chart = part('svg', {
        viewBox: `0 0 ${count} 100`, preserveAspectRatio: 'none', role: 'img',
        'aria-label': `Bars of the ${count} numbers, from ${least.toFixed(4)} to ${most.toFixed(4)}`
      });
      chart.append(
        part('path', { class: 'zero', d: `M0 50H${count}` }),
        part('path', {
          class: 'bars', 'stroke-width': 0.8,
          d: vector.map((value, index) => `M${index + 0.5} 50V${height(value)}`).join('')
        }));
      $('chart').replaceChildren(chart);
    }

    // ---- Several texts

    async function compare() {
      const texts = $('texts').value.split('\n').map(text => text.trim()).filter(text => text).slice(0, 20);
      if (texts.length < 2) throw new Error('Two texts or more can be compared.');
      const { answer } = await ask('/v1/embeddings', request(texts));
      const vectors = answer.data.map(item => item.embedding);
      const dot = (a, b) => a.reduce((sum, value, index) => sum + value * b[index], 0);
      const lengths = vectors.map(v => Math.sqrt(dot(v, v)) || 1);
      const head = make('tr');
      head.append(make('td'), ...texts.map((text, index) => make('th', index + 1, { scope: 'col', title: text })));
      const rows = vectors.map((row, i) => {
        const line = make('tr');
        line.append(make('th', i + 1, { scope: 'row', title: texts[i] }));
        vectors.forEach((column, j) => {
          const cosine = dot(row, column) / (lengths[i] * lengths[j]);
          const cell = make('td', cosine.toFixed(2));
          const share = Math.min(1, Math.abs(cosine));
          cell.style.setProperty('--share', (100 * share).toFixed(0) + '%');
          if (cosine < 0) cell.style.setProperty('--heat', 'var(--below)');
          if (share > 0.6) cell.className = 'strong';
          line.append(cell);
        });
        return line;
      });
      $('table').replaceChildren(make('caption', '', { class: 'soft' }), head, ...rows);
      $('legend').replaceChildren(...texts.map(text => make('li', text)));
      $('matrix').hidden = false;
    }

    // ---- curl, and copying

    function showCurl() {
      const quoted = text => "'" + text.replaceAll("'", "'\\''") + "'";
      const body = request($('text').value);
      delete body.encoding_format;
      $('curl').textContent = `curl ${quoted(location.origin + '/v1/embeddings')} \\\n`
        + (key ? "  -H 'Authorization: Bearer KEY' \\\n" : '')
        + `  -H 'Content-Type: application/json' \\\n  -d ${quoted(JSON.stringify(body))}`;
    }

    async function copy(button, text) {
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        // Browsers have no clipboard for pages of plain HTTP.
        const area = make('textarea', text);
        document.body.append(area);
        area.select();
        document.execCommand('copy');
        area.remove();
      }
      const name = button.textContent;
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = name; }, 1200);
    }

    $('model').onchange = () => run(null, loadFacts);
    $('text').oninput = showCurl;
    $('prompt').onchange = $('dimensions').onchange = forget;
    const submits = (id, work) => $(id).addEventListener('submit', event => {
      event.preventDefault();
      run(event.submitter, work);
    });
    submits('try', embed);
    submits('compare', compare);
    submits('key-form', () => { key = $('key').value; return loadModels(); });
    for (const button of document.querySelectorAll('[data-copies]'))
      button.onclick = () => copy(button, $(button.dataset.copies).textContent);
    $('copy-vector').onclick = event => copy(event.target, JSON.stringify(vector));
    run(null, loadModels);
    """#
}
