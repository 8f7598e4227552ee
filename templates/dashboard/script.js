// The page of 看板.html: draws what the engine counted, filters it and opens the records behind every figure.
//
// Scores, rates, ranks, lights and days come from the engine as they are shown. The page itself only counts records,
// and says at its foot whether its counts without any filter agree with the engine's.
// Texts of ledgers reach the page through textContent and createTextNode alone.
//
// The data: numbers that point into a list are 0-based; -1 is "none". Days are written 20261031; 0 is "none".
//
// { v: 1,
//   head: { sub: [text…]          lines below the title: office, date, policy
//           rate: text            how completion is counted
//           basis: [text…]        the counting, sentence by sentence
//           cut: number           longest problem text in characters; longer ones are cut and end in "…": the largest
//                                 of 200, 160, 120, 80, 60 and 40 with which the whole page stays under 1.5 MB
//           soon: 10, notice: 20  days of the yellow and the green light
//           weeks: [[title, span, from, to]…] },  days of 本周, 下周 and what follows; the second one stands out
//   s: [text…]                    texts that occur often; s[0] is ""
//   files: [[file, sheet]…]
//   rounds, groups, cats, statuses: [text…]
//   units: [{ n: name, g: group, listed: bool, rank, of: units it is ranked among, range: "2–4" or "",
//             score, bare: score without 预扣分, grade, move: "名次比上月升 2 位" or "",
//             num, den, rate, late, soon,             finished, not void, percent, overdue, due within `soon` days
//             why: [[what, points lost, fact, [record…]]…]   what cost most, dearest first, at most three
//             rank 0: not scored, only named by a risk point, a warning or a finding
//             lag: reason or "", veto: [text…] }…]
//   fields: [[cat, num, den, rate, late, reason it lags or ""]…]
//   totals: { records, void, done, pace, late, undated, soon, rate, lights: [none, red, yellow, green, blue, grey],
//             errors, warnings, infos: findings, those left out of the list included }
//   records: [[unit, round, cat, status, light, pace, deadline, days, number, problem, s: 责任领导, s: 责任人,
//              file, cell, done date]…]
//             light: 0 none 1 red 2 yellow 3 green 4 blue 5 grey
//             pace:  0 已完成 1 达到序时 2 未达到序时 3 时限不明 4 不计
//             days:  past the deadline; negative while days are left; null when it cannot be said
//             cell:  of the problem text, else of the row's first mapped cell
//   events:  [[state, unit, s: title, points, s: note, file, cell, record]…]
//             state: 0 预警 1 预扣分 2 正式扣分 3 核减恢复 4 加分 5 否决
//   checks:  [[id, title]…]
//   findings: [[severity, check, unit, file, cell, s: message]…]      severity: 0 错误 1 疑点 2 提示
//   more: findings left out of the list (the list is cut at 3,000)
//   risk: { levels: [text…] highest first, likely: [text…] lowest first, impact: [text…] lowest first,
//           grid: [[level of likelihood × impact]…],
//           points: [[unit, s: 部门或岗位, s: risk point, level, likelihood, impact, value, s: 责任领导, file, cell]…] }
//   trend: { months: [text…], all: [[records, finished, overdue, rate] or null…],
//            units: [[[records, finished, overdue, rate, score] or null…]…] }   parallel to units; may be empty
// }
// Where a problem is counted once over several measures, `records` holds one entry a problem.
(function () {
  'use strict';

  const UNIT = 0, ROUND = 1, CAT = 2, STATUS = 3, LIGHT = 4, PACE = 5, DUE = 6, DAYS = 7, NUMBER = 8, TEXT = 9,
    LEAD = 10, RESP = 11, FILE = 12, CELL = 13, DONE = 14;
  const PACES = ['已完成', '达到序时', '未达到序时', '时限不明', '不计'];
  const LIGHTS = ['无灯', '红灯', '黄灯', '绿灯', '蓝灯', '灰灯'];
  const STATES = ['预警', '预扣分', '正式扣分', '核减恢复', '加分', '否决'];
  const SEVERITIES = ['错误', '疑点', '提示'];
  const SVG = 'http://www.w3.org/2000/svg';
  const collator = new Intl.Collator('zh-Hans-CN', { numeric: true });

  // ---- Making elements -------------------------------------------------------------------------------------------

  function make(namespace, tag, attributes, children) {
    const element = namespace ? document.createElementNS(namespace, tag) : document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (key) {
      const value = attributes[key];
      if (value === null || value === undefined || value === false) return;
      if (typeof value === 'function') element.addEventListener(key, value);
      else element.setAttribute(key, value === true ? '' : String(value));
    });
    (children || []).forEach(function (child) {
      if (child === null || child === undefined || child === '') return;
      element.appendChild(child.nodeType ? child : document.createTextNode(String(child)));
    });
    return element;
  }
  function el(tag, attributes, ...children) { return make(null, tag, attributes, children); }
  function svg(tag, attributes, ...children) { return make(SVG, tag, attributes, children); }
  function clear(element) { while (element.firstChild) element.removeChild(element.firstChild); }

  const board = document.getElementById('board');
  let data;
  try {
    data = JSON.parse(document.getElementById('data').textContent);
  } catch (error) {
    board.appendChild(el('p', { class: 'alarm', role: 'alert' }, '这份看板的数据不完整，打不开。请重新生成，或向发送人再要一份。'));
    return;
  }
  const records = data.records, units = data.units, totals = data.totals, head = data.head;
  const said = function (at) { return data.s[at] || ''; };
  const unitName = function (at) { return at < 0 ? '未写单位' : units[at].n; };
  const named = function (list, at, none) { return at < 0 ? none : list[at]; };
  const day = function (number) {
    const text = String(number);
    return number ? text.slice(0, 4) + '-' + text.slice(4, 6) + '-' + text.slice(6, 8) : '';
  };
  const shortDay = function (number) { return Math.floor(number / 100) % 100 + '月' + number % 100 + '日'; };
  const place = function (file, cell) { return file < 0 ? '' : data.files[file][0] + ' ' + data.files[file][1] + ' ' + cell; };

  // Percent of records picked by a filter, which the engine has not got: whole-number arithmetic, half away from zero.
  function percent(numerator, denominator) {
    if (!denominator) return '—';
    const hundredths = Math.floor((numerator * 20000 + denominator) / (2 * denominator));
    return Math.floor(hundredths / 100) + '.' + String(hundredths % 100).padStart(2, '0') + '%';
  }
  // The engine's own percent where it speaks of the very same records.
  function rate(numerator, denominator, known) {
    if (known && known[0] === numerator && known[1] === denominator && known[2] !== '') return known[2] + '%';
    return percent(numerator, denominator);
  }
  function daysWords(record) {
    const days = record[DAYS];
    if (days === null || record[PACE] === 4) return '';
    if (record[PACE] === 0) return days > 0 ? '晚 ' + days + ' 天完成' : '';
    if (record[PACE] === 2) return '超期 ' + days + ' 天';
    return days === 0 ? '当天到期' : days < 0 ? '还剩 ' + -days + ' 天' : '';
  }

  // ---- Filters ---------------------------------------------------------------------------------------------------

  const FILTERS = [
    { key: 'round', label: '轮次', column: ROUND, words: data.rounds, none: '未写轮次' },
    { key: 'group', label: '组别', words: data.groups, none: '未分组' },
    { key: 'unit', label: '单位', column: UNIT, words: units.map(function (unit) { return unit.n; }), none: '未写单位' },
    { key: 'cat', label: '类别', column: CAT, words: data.cats, none: '未写类别' },
    { key: 'light', label: '灯', column: LIGHT, words: LIGHTS, none: '' },
  ];
  const chosen = {};
  const groupOf = function (unit) { return unit < 0 ? -1 : units[unit].g; };
  const valueOf = function (filter, record) { return filter.key === 'group' ? groupOf(record[UNIT]) : record[filter.column]; };
  const filtered = function () { return FILTERS.some(function (filter) { return chosen[filter.key] !== undefined; }); };
  function picked() {
    return records.filter(function (record) {
      return FILTERS.every(function (filter) {
        return chosen[filter.key] === undefined || valueOf(filter, record) === chosen[filter.key];
      });
    });
  }
  // Scores, deductions, findings and risk points belong to units: only the two filters of units touch them.
  function unitPicked(unit) {
    return (chosen.unit === undefined || chosen.unit === unit) && (chosen.group === undefined || chosen.group === groupOf(unit));
  }

  const unitFiltered = function () { return chosen.unit !== undefined || chosen.group !== undefined; };

  const form = document.getElementById('filters');
  // Stays in the page while all around it is drawn again, or nobody hears that it changed.
  const now = form.appendChild(el('p', { class: 'now', role: 'status' }));
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  function drawFilters() {
    while (form.firstChild !== now) form.removeChild(form.firstChild);
    const add = function (element) { form.insertBefore(element, now); };
    FILTERS.forEach(function (filter) {
      const present = {};
      records.forEach(function (record) {
        if (filter.key === 'unit' && chosen.group !== undefined && groupOf(record[UNIT]) !== chosen.group) return;
        present[valueOf(filter, record)] = true;
      });
      if (filter.key === 'unit' || filter.key === 'group') {
        units.forEach(function (unit, at) {
          if (filter.key === 'group') present[unit.g] = true;
          else if (chosen.group === undefined || unit.g === chosen.group) present[at] = true;
        });
      }
      const values = Object.keys(present).map(Number).sort(function (a, b) { return (a < 0) - (b < 0) || a - b; });
      if (values.length < 2 && chosen[filter.key] === undefined) return;
      const select = el('select', { id: 'by-' + filter.key, change: function () {
        if (select.value === '') delete chosen[filter.key]; else chosen[filter.key] = Number(select.value);
        if (filter.key === 'group') delete chosen.unit;
        drawAll();
        document.getElementById('by-' + filter.key).focus();
      } }, el('option', { value: '' }, '全部'));
      values.forEach(function (value) {
        select.appendChild(el('option', { value: value, selected: chosen[filter.key] === value }, named(filter.words, value, filter.none)));
      });
      add(el('label', { for: 'by-' + filter.key, class: chosen[filter.key] === undefined ? null : 'on' }, filter.label, select));
    });
    const all = picked();
    const counted = all.filter(function (record) { return record[PACE] !== 4; }).length;
    add(el('button', { type: 'button', class: 'plain', disabled: !filtered(), click: function () {
      FILTERS.forEach(function (filter) { delete chosen[filter.key]; });
      drawAll();
      const first = form.querySelector('select');
      if (first) first.focus();
    } }, '清除筛选'));
    add(el('button', { type: 'button', class: 'plain', click: function () { window.print(); } }, '打印'));
    const words = filtered()
      ? '筛选：' + FILTERS.filter(function (filter) { return chosen[filter.key] !== undefined; }).map(function (filter) {
        return filter.label + '「' + named(filter.words, chosen[filter.key], filter.none) + '」';
      }).join('、') + '；计入 ' + counted + '/' + (totals.records - totals.void) + ' 条'
      : '未筛选；计入 ' + (totals.records - totals.void) + ' 条，另有不计 ' + totals.void + ' 条';
    if (now.textContent !== words) now.textContent = words;
  }

  // ---- Tables: sorting, copying, opening the rest ----------------------------------------------------------------

  // A column: { head, text(row), key(row) to sort by, node(row) to show instead of the text },
  // and how it is set: number, wide, tight, middle, short (never broken);
  // pasted: only in what is copied.
  // Options: limit rows on the screen, print rows on paper, name for people who hear the page, step for "more".
  function table(columns, rows, options) {
    const limit = options.limit || 15, onPaper = Math.max(limit, options.print || limit);
    let shown = limit, sorted = -1, downward = false, order = rows;
    const body = el('tbody', { role: 'rowgroup' });
    const note = el('span', { role: 'status', class: 'said' });
    const foot = el('p', { class: 'foot' });
    const visible = columns.filter(function (column) { return !column.pasted; });
    const headings = visible.map(function (column, at) {
      return el('th', { scope: 'col', role: 'columnheader', class: column.number ? 'number' : null },
        el('button', { type: 'button', class: 'sort', title: '按「' + column.head + '」排序', click: function () {
          downward = sorted === at ? !downward : Boolean(column.number);
          sorted = at;
          const key = column.key || column.text;
          order = rows.slice().sort(function (a, b) {
            const left = key(a), right = key(b);
            const empty = (left === '' || left === null) - (right === '' || right === null);
            if (empty) return empty;
            const way = typeof left === 'number' && typeof right === 'number' ? left - right : collator.compare(String(left), String(right));
            return downward ? -way : way;
          });
          headings.forEach(function (heading, index) {
            if (index === at) heading.setAttribute('aria-sort', downward ? 'descending' : 'ascending');
            else heading.removeAttribute('aria-sort');
          });
          fill();
        } }, column.head),
        // Browsers leave buttons out of the heading they repeat on every printed page.
        el('span', { class: 'print' }, column.head));
    });
    function fill() {
      clear(body);
      order.slice(0, Math.max(shown, onPaper)).forEach(function (row, index) {
        body.appendChild(el('tr', { role: 'row', class: index >= shown ? 'paper' : null }, ...visible.map(function (column) {
          const node = column.node ? column.node(row) : column.text(row);
          return el('td', { role: 'cell', 'data-head': column.head, class: ['number', 'wide', 'tight', 'middle', 'short'].filter(function (style) { return column[style]; }).join(' ') || null }, node);
        })));
      });
      rove(body);
      clear(foot);
      if (rows.length > shown) {
        foot.appendChild(el('button', { type: 'button', class: 'plain', click: function () {
          shown = options.step ? Math.min(rows.length, shown + options.step) : rows.length;
          fill();
          (foot.querySelector('button') || copyButton).focus();
        } }, options.step && rows.length > shown + options.step ? '再显示 ' + options.step + ' 行' : '显示全部 ' + rows.length + ' 行'));
        foot.appendChild(el('span', { class: 'screen' }, '已列 ' + shown + '/' + rows.length + ' 行'));
      }
      if (rows.length > Math.max(shown, onPaper)) {
        foot.appendChild(el('span', { class: 'print' }, '共 ' + rows.length + ' 行，此处列前 ' + Math.max(shown, onPaper) + ' 行'));
      }
    }
    fill();
    const copyButton = el('button', { type: 'button', class: 'plain copy', click: function () { copy(columns, order, note, copyButton); } }, '复制到 Excel');
    return el('div', { class: 'tabled' },
      el('div', { class: 'tools' }, options.before || null, rows.length ? copyButton : null, note),
      rows.length
        ? el('div', { class: 'scroll' }, el('table', { class: 'list ' + (options.style || ''), role: 'table', 'aria-label': options.name },
          el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ...headings)), body))
        : el('p', { class: 'none' }, options.empty || '没有符合条件的记录。'),
      foot);
  }

  // Marks of a table or chart are one stop of the Tab key; the arrow keys go from mark to mark.
  function rove(container) {
    const marks = Array.from(container.querySelectorAll('[data-mark]'));
    marks.forEach(function (mark, index) { mark.setAttribute('tabindex', index ? '-1' : '0'); });
    if (container.roved) return;
    container.roved = true;
    container.addEventListener('keydown', function (event) {
      const mark = event.target.closest('[data-mark]');
      if (!mark) return;
      const all = Array.from(container.querySelectorAll('[data-mark]')).filter(function (one) { return one.getClientRects().length; });
      const at = all.indexOf(mark);
      let next = null;
      if (event.key === 'ArrowRight') next = all[at + 1];
      else if (event.key === 'ArrowLeft') next = all[at - 1];
      else if (event.key === 'Home') next = all[0];
      else if (event.key === 'End') next = all[all.length - 1];
      else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        const down = event.key === 'ArrowDown', line = mark.closest('tr');
        const from = mark.getBoundingClientRect();
        const middle = (from.left + from.right) / 2;
        const beyond = all.filter(function (one) {
          return one.closest('tr') !== line && (down ? all.indexOf(one) > at : all.indexOf(one) < at);
        });
        const row = beyond.length ? (down ? beyond[0] : beyond[beyond.length - 1]).closest('tr') : null;
        beyond.filter(function (one) { return one.closest('tr') === row; }).forEach(function (one) {
          const far = function (mark) { const box = mark.getBoundingClientRect(); return Math.abs((box.left + box.right) / 2 - middle); };
          if (!next || far(one) < far(next)) next = one;
        });
      } else if ((event.key === 'Enter' || event.key === ' ') && mark.namespaceURI === SVG) {
        event.preventDefault();
        mark.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        return;
      } else return;
      event.preventDefault();
      if (!next) return;
      all.forEach(function (one) { one.setAttribute('tabindex', one === next ? '0' : '-1'); });
      next.focus();
    });
  }

  // Text for Excel: tabs and line ends would break the rows, and a text that begins like a formula would be run.
  const plainCell = function (value, guard) {
    const text = String(value).replace(/[\t\r\n\u2028\u2029]+/g, ' ');
    return guard && /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? "'" + text : text;
  };
  const markup = function (text) { return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;'); };
  function copy(columns, rows, note, button) {
    const plain = [columns.map(function (column) { return column.head; }).join('\t')].concat(rows.map(function (row) {
      return columns.map(function (column) { return plainCell(column.text(row), !column.number); }).join('\t');
    })).join('\r\n');
    // As a table too, in which numbers like 3-2 stay texts and do not become dates.
    const rich = '<table>' + [columns.map(function (column) { return '<th>' + markup(column.head) + '</th>'; })].concat(rows.map(function (row) {
      return columns.map(function (column) {
        return '<td' + (column.number ? '' : ' style="mso-number-format:\'\\@\'"') + '>' + markup(plainCell(column.text(row), false)) + '</td>';
      });
    })).map(function (cells) { return '<tr>' + cells.join('') + '</tr>'; }).join('') + '</table>';
    const done = function () { note.textContent = '已复制 ' + rows.length + ' 行，可在 Excel 或 WPS 表格里粘贴。'; };
    const byHand = function () {
      note.textContent = '浏览器不允许直接复制。请按 Ctrl+C 复制框里的文字，再到 Excel 里粘贴。';
      const old = button.parentNode.querySelector('textarea');
      if (old) old.parentNode.removeChild(old);
      const box = el('textarea', { readonly: true, rows: 6, 'aria-label': '要复制的表格' });
      box.value = plain;
      button.parentNode.appendChild(box);
      box.focus();
      box.select();
    };
    // The old way first: it needs no permission and works from disk, and gives both forms at once.
    let taken = false;
    const give = function (event) {
      event.clipboardData.setData('text/plain', plain);
      event.clipboardData.setData('text/html', rich);
      event.preventDefault();
      event.stopImmediatePropagation();
      taken = true;
    };
    document.addEventListener('copy', give, true);
    let went = false;
    try { went = document.execCommand('copy'); } catch (error) { went = false; }
    document.removeEventListener('copy', give, true);
    if (went && taken) { done(); return; }
    if (navigator.clipboard && navigator.clipboard.writeText) navigator.clipboard.writeText(plain).then(done, byHand);
    else byHand();
  }

  // ---- The records behind a figure -------------------------------------------------------------------------------

  const RECORD = {
    unit: { head: '单位', text: function (row) { return unitName(row[UNIT]); }, tight: true },
    round: { head: '轮次', text: function (row) { return named(data.rounds, row[ROUND], ''); }, pasted: true },
    number: { head: '编号', text: function (row) { return row[NUMBER]; }, short: true },
    cat: { head: '类别', text: function (row) { return named(data.cats, row[CAT], ''); }, tight: true },
    problem: { head: '问题', text: function (row) { return row[TEXT]; }, wide: true },
    status: { head: '状态', text: function (row) { return data.statuses[row[STATUS]]; }, short: true },
    pace: { head: '进度', text: function (row) { return PACES[row[PACE]]; }, pasted: true },
    light: { head: '灯', text: function (row) { return row[LIGHT] ? LIGHTS[row[LIGHT]] : ''; }, node: function (row) { return row[LIGHT] ? lamp(row[LIGHT]) : null; }, key: function (row) { return row[LIGHT] || null; } },
    due: { head: '时限', text: function (row) { return day(row[DUE]); }, short: true },
    days: { head: '期限情况', text: daysWords, key: function (row) { return row[DAYS]; }, short: true },
    done: { head: '完成时间', text: function (row) { return day(row[DONE]); }, short: true },
    lead: { head: '责任领导', text: function (row) { return said(row[LEAD]); }, middle: true },
    resp: { head: '责任人', text: function (row) { return said(row[RESP]); }, middle: true },
    place: { head: '出处（文件 表 单元格）', text: function (row) { return place(row[FILE], row[CELL]); }, node: function (row) { return origin(row[FILE], row[CELL]); }, tight: true },
  };
  const filePlace = function (file, cell) {
    return [
      { head: '文件', text: function (row) { return row[file] < 0 ? '' : data.files[row[file]][0]; }, tight: true },
      { head: '表', text: function (row) { return row[file] < 0 ? '' : data.files[row[file]][1]; }, middle: true },
      { head: '单元格', text: function (row) { return row[cell]; }, short: true },
    ];
  };
  function origin(file, cell) {
    return file < 0 ? null : el('span', { class: 'origin' }, data.files[file][0], ' ', el('span', {}, data.files[file][1]), ' ', el('b', {}, cell));
  }
  function lamp(light) { return el('span', { class: 'lamp lamp' + light }, LIGHTS[light]); }

  const drill = document.getElementById('drill');
  let opener = null;
  function openTable(title, columns, rows, note) {
    opener = opener || document.activeElement;
    clear(drill);
    const close = el('button', { type: 'button', class: 'plain', click: shut }, '关闭');
    drill.appendChild(el('div', { class: 'bar' }, el('h2', { id: 'drill-title', tabindex: '-1' }, title, ' ', el('small', {}, rows.length + ' 条')), close));
    if (note) drill.appendChild(el('p', { class: 'note' }, note));
    drill.appendChild(table(columns, rows, { limit: 200, step: 1000, name: title }));
    document.body.classList.add('drilled');
    if (drill.open) return;
    if (drill.showModal) drill.showModal(); else drill.setAttribute('open', '');
    close.focus();
  }
  function shut() { if (drill.close) drill.close(); else { drill.removeAttribute('open'); closed(); } }
  function closed() {
    document.body.classList.remove('drilled');
    if (opener && opener.isConnected) opener.focus();
    opener = null;
  }
  drill.addEventListener('close', closed);
  drill.addEventListener('click', function (event) { if (event.target === drill) shut(); });
  function openRecords(title, rows) {
    openTable(title, [RECORD.unit, RECORD.round, RECORD.number, RECORD.cat, RECORD.problem, RECORD.status, RECORD.pace, RECORD.light, RECORD.due, RECORD.days, RECORD.done, RECORD.lead, RECORD.resp].concat(filePlace(FILE, CELL)), rows);
  }
  const opens = function (title, rows) { return function () { openRecords(title, rows); }; };
  // A figure that opens what is behind it; a plain figure where nothing is.
  function figure(text, title, rows, style) {
    if (!rows.length) return el('span', { class: style || null }, text);
    return el('button', { type: 'button', class: 'figure ' + (style || ''), 'aria-label': title + '，' + text + '，打开记录', click: opens(title, rows) }, text);
  }

  // ---- Bars ------------------------------------------------------------------------------------------------------

  const split = function (rows) {
    const parts = [[], [], [], [], []];
    rows.forEach(function (row) { parts[row[PACE]].push(row); });
    return parts;
  };
  function bar(name, rows) {
    const parts = split(rows).slice(0, 4);
    const whole = parts.reduce(function (sum, part) { return sum + part.length; }, 0);
    const picture = svg('svg', { class: 'bar-picture', height: 20, width: '100%', role: 'group', 'aria-label': name + '的整改进度' });
    let from = 0;
    parts.forEach(function (part, pace) {
      if (!part.length) return;
      const share = part.length / whole * 100;
      const title = name + ' ' + PACES[pace];
      picture.appendChild(svg('g', { role: 'button', 'data-mark': '', class: 'mark', 'aria-label': title + ' ' + part.length + '/' + whole + ' 条，打开记录', click: opens(title, part) },
        svg('title', {}, PACES[pace] + ' ' + part.length + '/' + whole),
        svg('rect', { x: from + '%', y: 0, width: share + '%', height: 20, class: 'pace' + pace }),
        stripes(pace, from, from + share, 20),
        share >= 7 ? svg('text', { x: from + share / 2 + '%', y: 14.5, 'text-anchor': 'middle', class: 'on-pace' + pace }, part.length) : null));
      from += share;
    });
    return whole ? picture : el('span', { class: 'muted' }, '没有计入的记录');
  }
  // Stripes for whoever does not see the colours: one thick dashed line, which prints small, where an SVG pattern
  // makes a document of sixty units too heavy to print.
  function stripes(pace, from, to, height) {
    return pace ? svg('line', { x1: from + '%', x2: to + '%', y1: height / 2, y2: height / 2, 'stroke-width': height, class: 'stripes' + pace }) : null;
  }
  function key(classes, words, striped) {
    return el('ul', { class: 'key' }, ...words.map(function (word, at) {
      return el('li', {}, svg('svg', { width: 22, height: 12, 'aria-hidden': 'true' }, svg('rect', { width: 22, height: 12, class: classes[at] }), striped ? stripes(at, 0, 100, 12) : null), word);
    }));
  }
  const paceKey = function () { return key(['pace0', 'pace1', 'pace2', 'pace3'], PACES.slice(0, 4), true); };
  // ---- Panels ----------------------------------------------------------------------------------------------------

  function panel(title, id, ...children) {
    return el('section', { class: 'panel', 'aria-labelledby': id }, el('h2', { id: id }, title), ...children);
  }

  function overview(rows) {
    const parts = split(rows), counted = rows.filter(function (row) { return row[PACE] !== 4; });
    const soon = rows.filter(function (row) { return row[LIGHT] === 2; });
    const whole = totals.records - totals.void;
    const tile = function (label, list, all, engine, style, over) {
      const known = [all, whole, engine];
      const share = over ? rate(list.length, counted.length, filtered() ? null : known) : '';
      return el('li', { class: 'tile ' + (style || '') },
        el('span', { class: 'label' }, label),
        figure(over ? list.length + '/' + counted.length : String(list.length), label, list, 'big'),
        el('span', { class: 'sub' }, [share, filtered() ? '全部 ' + (over ? all + '/' + whole : all) + (over && engine ? '，' + engine + '%' : '') : ''].filter(Boolean).join('；') || '\u00a0'));
    };
    return el('ul', { class: 'tiles', 'aria-label': '总览' },
      tile('应整改（条）', counted, whole, '', ''),
      tile('已完成', parts[0], totals.done, totals.rate, 'good', true),
      tile('达到序时', parts[1], totals.pace, '', '', true),
      tile('未达到序时', parts[2], totals.late, '', 'bad', true),
      tile('时限不明', parts[3], totals.undated, '', '', true),
      tile(head.soon + ' 日内到期（黄灯）', soon, totals.soon, '', 'warn', true));
  }

  // Who is last and why: the last of each group with more than one unit.
  function lastOnes() {
    const groups = [];
    data.groups.concat(['']).forEach(function (name, at) {
      const group = at === data.groups.length ? -1 : at;
      const members = units.filter(function (unit) { return unit.g === group && unit.listed && unit.rank; });
      if (members.length) groups.push([name, members]);
    });
    const several = groups.filter(function (pair) { return pair[1].length > 1; });
    const cards = [], one = chosen.unit >= 0;
    (one ? [[named(data.groups, groupOf(chosen.unit), ''), [units[chosen.unit]]]] : several.length ? several : groups).forEach(function (pair) {
      const worst = Math.max.apply(null, pair[1].map(function (unit) { return unit.rank; }));
      pair[1].filter(function (unit) { return unit.rank === worst && unitPicked(units.indexOf(unit)); }).forEach(function (unit) {
        const at = units.indexOf(unit), own = records.filter(function (row) { return row[UNIT] === at; });
        cards.push(el('li', { class: 'last' },
          el('h3', {}, el('span', { class: 'group' }, pair[0] || '未分组'), figure(unit.n, unit.n, own, 'name')),
          el('p', { class: 'facts' }, '第\u00a0', el('b', {}, unit.rank + '/' + unit.of), '\u00a0名　得分\u00a0', el('b', {}, unit.score), '　', unit.grade,
            unit.range ? '　名次范围\u00a0' + unit.range : '', unit.bare !== unit.score ? '　剔除预扣分\u00a0' + unit.bare : '', unit.move ? '　' + unit.move : '', '　已完成\u00a0', unit.num + '/' + unit.den, '　超期\u00a0', el('b', {}, unit.late), '\u00a0条'),
          el('ol', { class: 'why' }, ...unit.veto.map(function (text) { return el('li', { class: 'bad' }, '否决：' + text); }),
            ...unit.why.map(function (reason) {
              return el('li', {}, figure(reason[0], unit.n + '：' + reason[0], reason[3].map(function (index) { return records[index]; })),
                ' 失 ', el('b', { class: 'bad' }, reason[1]), ' 分', reason[2] ? '（' + reason[2] + '）' : '');
            }))));
      });
    });
    return panel(one ? '所选单位的得分和失分原因' : '各组末位和失分原因', 'h-last', cards.length ? el('ul', { class: 'cards' }, ...cards)
      : el('p', { class: 'none' }, units.length ? '所选范围里没有排名的单位。' : '没有评分的单位。'));
  }

  // Due within the green light's days, or by the end of next week where an office has set the lights shorter.
  function isDue(row) {
    return row[LIGHT] === 2 || row[LIGHT] === 3 || (row[LIGHT] === 0 && row[PACE] === 1 && row[DUE] > 0 && row[DUE] <= head.weeks[1][3]);
  }
  function dueSoon(rows) {
    const open = rows.filter(isDue)
      .sort(function (a, b) { return a[DUE] - b[DUE] || a[UNIT] - b[UNIT]; });
    const parts = head.weeks.map(function (week, at) {
      const list = open.filter(function (row) { return row[DUE] >= week[2] && row[DUE] <= week[3]; });
      if (!list.length && at !== 1) return null;
      const title = week[0] + '到期（' + week[1] + '）';
      const most = at > 2 ? 6 : [4, 12, 6][at], shown = list.length <= most + 2 ? list.length : most;
      return el('div', { class: at === 1 ? 'week next' : 'week' },
        el('h3', {}, title, ' ', figure(list.length + ' 条', title, list)),
        list.length ? el('ul', {}, ...list.slice(0, shown).map(function (row) {
          return el('li', {}, el('b', { class: 'date' }, shortDay(row[DUE])), ' ', lamp(row[LIGHT]), ' ', el('b', {}, unitName(row[UNIT])), ' ',
            row[NUMBER], ' ', row[TEXT], said(row[LEAD]) ? '（' + said(row[LEAD]) + '）' : '');
        }), list.length > shown ? el('li', { class: 'muted' }, '另有 ' + (list.length - shown) + ' 条', el('span', { class: 'screen' }, '，点条数看全部')) : null)
          : el('p', { class: 'none' }, '没有到期的事项。'));
    });
    return panel('近期到期', 'h-due', ...parts);
  }

  function byUnit(rows) {
    const own = units.map(function () { return []; }), lost = [];
    rows.forEach(function (row) { (row[UNIT] < 0 ? lost : own[row[UNIT]]).push(row); });
    const list = units.map(function (unit, at) { return { unit: unit, at: at, rows: own[at], name: unit.n }; })
      .filter(function (one) { return one.unit.rank && unitPicked(one.at) && (one.rows.length || !filtered() || chosen.unit === one.at); })
      .sort(function (a, b) { return (a.unit.g < 0) - (b.unit.g < 0) || a.unit.g - b.unit.g || a.unit.rank - b.unit.rank; });
    list.forEach(function (one) {
      const parts = split(one.rows);
      one.parts = parts;
      one.done = parts[0].length;
      one.whole = one.rows.length - parts[4].length;
      one.late = one.rows.filter(function (row) { return row[LIGHT] === 1; });
      one.soon = one.rows.filter(function (row) { return row[LIGHT] === 2; });
    });
    const share = function (one) { return rate(one.done, one.whole, [one.unit.num, one.unit.den, one.unit.rate]); };
    const columns = [
      { head: '组别', text: function (one) { return named(data.groups, one.unit.g, '未分组'); }, key: function (one) { return (one.unit.g < 0 ? 999 : one.unit.g) * 1000 + one.unit.rank; }, middle: true },
      { head: '名次', text: function (one) { return one.unit.rank + '/' + one.unit.of; }, key: function (one) { return one.unit.rank; }, short: true },
      { head: '单位', text: function (one) { return one.name; }, node: function (one) { return figure(one.name, one.name, one.rows, 'name'); }, tight: true },
      { head: '得分', text: function (one) { return one.unit.score; }, key: function (one) { return Number(one.unit.score); }, number: true },
      { head: '等次', text: function (one) { return one.unit.grade; }, short: true },
      { head: '整改进度', text: function (one) { return PACES.slice(0, 4).map(function (word, pace) { return word + one.parts[pace].length; }).join('、'); },
        key: function (one) { return one.whole ? one.parts[2].length / one.whole : null; }, node: function (one) { return bar(one.name, one.rows); }, wide: true },
      { head: '已完成/应整改', text: function (one) { return one.done + '/' + one.whole; }, key: function (one) { return one.done; } },
      { head: '完成率', text: share, key: function (one) { return one.whole ? one.done / one.whole : null; }, number: true },
      { head: '超期', text: function (one) { return String(one.late.length); }, key: function (one) { return one.late.length; }, node: function (one) { return figure(String(one.late.length), one.name + ' 超期', one.late, one.late.length ? 'bad' : 'muted'); }, number: true },
      { head: head.soon + '日内到期', text: function (one) { return String(one.soon.length); }, key: function (one) { return one.soon.length; }, node: function (one) { return figure(String(one.soon.length), one.name + ' ' + head.soon + ' 日内到期', one.soon, one.soon.length ? '' : 'muted'); }, number: true },
      { head: '说明', text: function (one) { return [one.unit.move, one.unit.bare !== one.unit.score ? '剔除预扣分 ' + one.unit.bare : '', one.unit.lag ? '落后：' + one.unit.lag : '', one.unit.listed ? '' : '名录里没有'].concat(one.unit.veto).filter(Boolean).join('；'); }, tight: true },
    ];
    return panel('各单位整改进度（对照序时）', 'h-units',
      table(columns, list, { limit: 20, print: 400, name: '各单位整改进度', before: paceKey(), style: 'units', empty: '没有评分的单位。' }),
      lost.length ? el('p', { class: 'note' }, '另有 ', figure(lost.length + ' 条', '未写单位', lost), ' 记录没有写单位，没有计入任何单位。') : null);
  }

  function overdue(rows) {
    const late = rows.filter(function (row) { return row[LIGHT] === 1; })
      .sort(function (a, b) { return b[DAYS] - a[DAYS] || a[UNIT] - b[UNIT]; });
    const days = { head: '超期天数', text: function (row) { return String(row[DAYS]); }, key: function (row) { return row[DAYS]; }, number: true };
    return panel('超期清单（' + late.length + ' 条）', 'h-late',
      table([days, RECORD.unit, RECORD.number, RECORD.problem, RECORD.due, RECORD.lead, RECORD.resp, RECORD.place], late,
        { limit: 10, print: 40, name: '超期清单', empty: '没有超期的事项。' }));
  }

  function lights(rows) {
    const means = ['', '超过时限', '剩余 0—' + head.soon + ' 天', '剩余 ' + (head.soon + 1) + '—' + head.notice + ' 天', '长期坚持', '没有可用的时限'];
    const lists = LIGHTS.map(function (word, light) { return rows.filter(function (row) { return row[LIGHT] === light; }); });
    const most = Math.max.apply(null, lists.slice(1).map(function (list) { return list.length; }).concat([1]));
    const body = el('tbody', {}, ...[1, 2, 3, 4, 5].map(function (light) {
      const list = lists[light];
      return el('tr', {}, el('th', { scope: 'row' }, lamp(light)), el('td', {}, means[light]),
        el('td', { class: 'grow' }, list.length ? svg('svg', { class: 'bar-picture', width: '100%', height: 18, role: 'group', 'aria-label': LIGHTS[light] }, svg('g', { role: 'button', 'data-mark': '', class: 'mark', 'aria-label': LIGHTS[light] + ' ' + list.length + ' 条，打开记录', click: opens(LIGHTS[light], list) },
          svg('rect', { width: list.length / most * 100 + '%', height: 18, class: 'light' + light }))) : null),
        el('td', { class: 'number' }, figure(list.length + ' 条', LIGHTS[light], list)));
    }));
    rove(body);
    return panel('亮灯情况', 'h-lights', el('table', { class: 'plain lights' }, el('caption', { class: 'hear' }, '亮灯情况：灯、含义、条数'), body));
  }

  function trend() {
    const months = data.trend.months, one = chosen.unit !== undefined && data.trend.units[chosen.unit];
    const line = one || data.trend.all;
    const title = '逐月走势' + (one ? '：' + unitName(chosen.unit) : '');
    const full = months.map(function (month, at) { return { month: month, at: at, value: line[at] }; }).filter(function (point) { return point.value; });
    const note = one ? null : filtered() ? el('p', { class: 'note' }, '走势按全部单位统计，不随筛选变化；选定一个单位时显示该单位的走势。') : null;
    if (full.length < 2) {
      return panel(title, 'h-trend', el('p', { class: 'none' }, full.length
        ? '只有 ' + full[0].month + ' 一个月：已完成 ' + full[0].value[1] + '/' + full[0].value[0] + '，完成率 ' + full[0].value[3] + '%，超期 ' + full[0].value[2] + ' 条。有了下一个月的数据，这里显示走势。'
        : '还没有可比的月份。'), note);
    }
    const columns = [
      { head: '月份', text: function (point) { return point.month; } },
      { head: '已完成/应整改', text: function (point) { return point.value[1] + '/' + point.value[0]; }, key: function (point) { return point.value[1]; } },
      { head: '完成率', text: function (point) { return point.value[3] + '%'; }, key: function (point) { return Number(point.value[3]); }, number: true },
      { head: '超期', text: function (point) { return String(point.value[2]); }, key: function (point) { return point.value[2]; }, number: true },
    ];
    if (one) columns.push({ head: '得分', text: function (point) { return point.value[4] || ''; }, key: function (point) { return Number(point.value[4]); }, number: true });
    const box = el('div', { class: 'chart' });
    drawings.push(function () { drawTrend(box, months, full); });
    return panel(title, 'h-trend', box, el('details', {}, el('summary', {}, '逐月数据'), table(columns, full.slice().reverse(), { limit: 24, name: title })), note);
  }
  // Two curves one above the other, at the width there is, so that letters keep their size on a phone.
  function drawTrend(box, months, full) {
    const width = Math.max(280, Math.round(box.clientWidth)), left = 46, right = 52, step = (width - left - right) / Math.max(1, months.length - 1);
    const x = function (point) { return left + point.at * step; };
    const picture = svg('svg', { viewBox: '0 0 ' + width + ' 232', width: '100%', role: 'img', 'aria-label': '逐月走势：' + full.map(function (point) {
      return point.month + '完成率' + point.value[3] + '%，超期' + point.value[2] + '条';
    }).join('；') });
    const curve = function (top, height, high, value, style, word, unit) {
      const y = function (number) { return top + height - number / high * height; };
      [0, high / 2, high].forEach(function (level) {
        picture.appendChild(svg('line', { x1: left, x2: width - right, y1: y(level), y2: y(level), class: 'grid' }));
        picture.appendChild(svg('text', { x: left - 6, y: y(level) + 4, 'text-anchor': 'end', class: 'tick' }, level + unit));
      });
      picture.appendChild(svg('text', { x: 0, y: top - 10, class: 'axis' }, word));
      picture.appendChild(svg('polyline', { class: 'curve ' + style, points: full.map(function (point) { return x(point) + ',' + y(value(point)); }).join(' ') }));
      full.forEach(function (point, index) {
        const last = index === full.length - 1;
        picture.appendChild(style === 'rate'
          ? svg('circle', { cx: x(point), cy: y(value(point)), r: last ? 4 : 2.5, class: 'dot rate' }, svg('title', {}, point.month + ' ' + value(point) + unit))
          : svg('rect', { x: x(point) - (last ? 4 : 2.5), y: y(value(point)) - (last ? 4 : 2.5), width: last ? 8 : 5, height: last ? 8 : 5, class: 'dot late' }, svg('title', {}, point.month + ' ' + value(point) + unit)));
      });
      const end = full[full.length - 1];
      picture.appendChild(svg('text', { x: x(end) + 8, y: y(value(end)) + 4, class: 'end' }, style === 'rate' ? end.value[3] + '%' : end.value[2] + ' 条'));
    };
    const most = full.reduce(function (high, point) { return Math.max(high, point.value[2]); }, 1);
    curve(24, 84, 100, function (point) { return Number(point.value[3]); }, 'rate', '完成率', '%');
    curve(140, 62, Math.max(2, Math.ceil(most / 2) * 2), function (point) { return point.value[2]; }, 'late', '超期（条）', '');
    const every = Math.max(1, Math.ceil(62 / step));
    months.forEach(function (month, at) {
      if ((months.length - 1 - at) % every) return;
      picture.appendChild(svg('text', { x: left + at * step, y: 226, 'text-anchor': 'middle', class: 'tick' }, month));
    });
    clear(box);
    box.appendChild(picture);
  }

  function fields(rows) {
    const list = data.cats.concat(['未写类别']).map(function (name, at) {
      const cat = at === data.cats.length ? -1 : at, own = rows.filter(function (row) { return row[CAT] === cat; }), parts = split(own);
      const engine = data.fields.filter(function (field) { return field[0] === cat; })[0];
      return { name: name, rows: own, done: parts[0].length, whole: own.length - parts[4].length, parts: parts,
        late: own.filter(function (row) { return row[LIGHT] === 1; }), engine: engine };
    }).filter(function (one) { return one.whole; })
      .sort(function (a, b) { return Boolean(b.engine && b.engine[5]) - Boolean(a.engine && a.engine[5]) || a.done * b.whole - b.done * a.whole || b.whole - a.whole; });
    return panel('各领域（问题类别）进度，落后的在前', 'h-fields', table([
      { head: '类别', text: function (one) { return one.name; }, node: function (one) { return figure(one.name, one.name, one.rows, 'name'); }, tight: true },
      { head: '整改进度', text: function (one) { return PACES.slice(0, 4).map(function (word, pace) { return word + one.parts[pace].length; }).join('、'); },
        key: function (one) { return one.parts[2].length / one.whole; }, node: function (one) { return bar(one.name, one.rows); }, wide: true },
      { head: '已完成/应整改', text: function (one) { return one.done + '/' + one.whole; }, key: function (one) { return one.done; } },
      { head: '完成率', text: function (one) { return rate(one.done, one.whole, one.engine && one.engine.slice(1, 4)); }, key: function (one) { return one.done / one.whole; }, number: true },
      { head: '超期', text: function (one) { return String(one.late.length); }, key: function (one) { return one.late.length; }, node: function (one) { return figure(String(one.late.length), one.name + ' 超期', one.late, one.late.length ? 'bad' : 'muted'); }, number: true },
      { head: '落后原因', text: function (one) { return one.engine ? one.engine[5] : ''; }, tight: true },
    ], list, { limit: 12, print: 60, name: '各领域进度', before: paceKey(), style: 'fields' }));
  }

  function heatMap(rows) {
    const cells = {}, byCat = {}, byOwner = {};
    rows.forEach(function (row) {
      if (row[PACE] === 4) return;
      const at = row[UNIT] + ' ' + row[CAT];
      (cells[at] = cells[at] || []).push(row);
      byCat[row[CAT]] = (byCat[row[CAT]] || 0) + 1;
      byOwner[row[UNIT]] = (byOwner[row[UNIT]] || 0) + 1;
    });
    const isOpen = function (row) { return row[PACE] !== 0; };
    let cats = Object.keys(byCat).map(Number).sort(function (a, b) { return byCat[b] - byCat[a] || a - b; });
    const rest = cats.length > 22 ? cats.slice(21) : [];
    if (rest.length) cats = cats.slice(0, 21);
    const owners = Object.keys(byOwner).map(Number);
    const cell = function (owner, wanted) { return [].concat.apply([], wanted.map(function (cat) { return cells[owner + ' ' + cat] || []; })); };
    const columns = cats.map(function (cat) { return [named(data.cats, cat, '未写类别'), [cat]]; });
    if (rest.length) columns.push(['其余 ' + rest.length + ' 类', rest]);
    const open = function (owner) { return cell(owner, Object.keys(byCat).map(Number)).filter(isOpen).length; };
    owners.sort(function (a, b) { return open(b) - open(a) || a - b; });
    let most = 1;
    // The column that gathers the small categories takes no part in the scale, or it alone would be dark.
    owners.forEach(function (owner) { columns.slice(0, cats.length).forEach(function (column) { most = Math.max(most, cell(owner, column[1]).filter(isOpen).length); }); });
    if (!owners.length) return panel('单位 × 类别热力图', 'h-heat', el('p', { class: 'none' }, '没有计入的记录。'));
    const depth = function (count) { return count ? Math.min(4, Math.ceil(count / most * 4)) : 0; };
    const steps = [0, 1, 2, 3, 4].map(function (step) {
      const counts = [];
      for (let count = 0; count <= most; count += 1) if (depth(count) === step) counts.push(count);
      return counts.length ? (counts.length > 1 ? counts[0] + '—' + counts[counts.length - 1] : counts[0]) + ' 条' : null;
    });
    const used = [0, 1, 2, 3, 4].filter(function (step) { return steps[step] !== null; });
    const square = function (title, list) {
      if (!list.length) return el('td', { class: 'blank' }, el('span', { class: 'hear' }, '无'));
      const undone = list.filter(isOpen), late = list.filter(function (row) { return row[LIGHT] === 1; });
      return el('td', { class: 'heat' + depth(undone.length) }, el('button', { type: 'button', 'data-mark': '', class: late.length ? 'late' : null,
        'aria-label': title + '：未完成 ' + undone.length + '/' + list.length + ' 条' + (late.length ? '，其中超期 ' + late.length + ' 条' : '') + '，打开记录',
        title: title + '：未完成 ' + undone.length + '/' + list.length + (late.length ? '，超期 ' + late.length : ''), click: opens(title, list) }, undone.length + '/' + list.length));
    };
    const layout = el('colgroup', {}, el('col', { class: 'owner' }), ...columns.map(function () { return el('col', {}); }));
    const body = el('tbody', {}, ...owners.map(function (owner, index) {
      return el('tr', { class: index >= 25 && !allHeat ? 'paper' : null }, el('th', { scope: 'row' }, unitName(owner)),
        ...columns.map(function (column) { return square(unitName(owner) + ' ' + column[0], cell(owner, column[1])); }));
    }));
    rove(body);
    const whole = panel('单位 × 类别热力图', 'h-heat',
      el('div', { class: 'tools' }, el('p', { class: 'note' }, '格内为未完成/应整改（条），颜色越深未完成越多；▲ 表示其中有超期。', el('span', { class: 'screen' }, '点格子看记录。')),
        key(used.map(function (step) { return 'heat' + step; }), used.map(function (step) { return '未完成 ' + steps[step]; }))),
      el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': '热力图，可左右滚动' }, el('table', { class: columns.length > 8 ? 'heat' : 'heat few', 'aria-label': '各单位各类别未完成/应整改' }, layout,
        el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, '单位'), ...columns.map(function (column) { return el('th', { scope: 'col' }, el('span', {}, column[0])); }))), body)),
      owners.length > 25 && !allHeat ? el('p', { class: 'foot' }, el('button', { type: 'button', class: 'plain', click: function () {
        allHeat = true;
        drawAll();
        document.querySelector('table.heat [data-mark]').focus();
      } }, '显示全部 ' + owners.length + ' 个单位')) : null);
    if (owners.length <= 25) whole.classList.add('keep');
    return whole;
  }
  let allHeat = false;

  function riskMatrix() {
    const risk = data.risk;
    const points = risk ? risk.points.filter(function (point) { return unitPicked(point[0]); }) : [];
    if (!points.length) return panel('廉政风险矩阵', 'h-risk', el('p', { class: 'none' }, '没有登记的风险点。'));
    const columns = [
      { head: '单位', text: function (point) { return unitName(point[0]); }, tight: true },
      { head: '部门或岗位', text: function (point) { return said(point[1]); }, tight: true },
      { head: '风险点', text: function (point) { return said(point[2]); }, wide: true },
      { head: '等级', text: function (point) { return named(risk.levels, point[3], '未定'); }, key: function (point) { return point[3] < 0 ? null : point[3]; } },
      { head: '可能性', text: function (point) { return named(risk.likely, point[4], ''); }, key: function (point) { return point[4] < 0 ? null : point[4]; } },
      { head: '后果', text: function (point) { return named(risk.impact, point[5], ''); }, key: function (point) { return point[5] < 0 ? null : point[5]; } },
      { head: '风险值', text: function (point) { return point[6]; }, number: true },
      { head: '责任领导', text: function (point) { return said(point[7]); } },
    ].concat(filePlace(8, 9));
    const show = function (title, list) { return function () { openTable(title, columns, list); }; };
    const count = function (title, list, style) {
      return list.length ? el('button', { type: 'button', 'data-mark': '', class: style || 'figure', 'aria-label': title + ' ' + list.length + ' 个风险点，打开', click: show(title, list) }, list.length) : el('span', { class: 'muted' }, '0');
    };
    const placed = points.filter(function (point) { return point[4] >= 0 && point[5] >= 0; });
    const body = el('tbody', {}, ...risk.likely.map(function (word, index) {
      const row = risk.likely.length - 1 - index;
      return el('tr', {}, el('th', { scope: 'row' }, risk.likely[row]), ...risk.impact.map(function (impact, column) {
        const level = risk.grid[row][column];
        const list = placed.filter(function (point) { return point[4] === row && point[5] === column; });
        return el('td', { class: 'level' + Math.min(level, 3) }, count(risk.likely[row] + '、后果' + impact, list, 'figure big'), el('span', { class: 'word' }, risk.levels[level]));
      }));
    }));
    rove(body);
    const byLevel = risk.levels.map(function (word, level) { return [word, points.filter(function (point) { return point[3] === level; })]; })
      .concat([['等级未定', points.filter(function (point) { return point[3] < 0; })]]).filter(function (pair, at) { return pair[1].length || at < risk.levels.length; });
    const whole = panel('廉政风险矩阵（可能性 × 后果）', 'h-risk',
      el('p', { class: 'note' }, '风险点 ', el('b', {}, points.length), ' 个：', ...[].concat.apply([], byLevel.map(function (pair, at) {
        return [at ? '、' : '', pair[0] + ' ', pair[1].length ? el('button', { type: 'button', class: 'figure', 'aria-label': pair[0] + ' ' + pair[1].length + ' 个风险点，打开', click: show(pair[0], pair[1]) }, pair[1].length) : '0'];
      })), placed.length < points.length ? '。填了可能性和后果的 ' + placed.length + '/' + points.length + ' 个列入下表。' : '。'),
      placed.length ? el('div', { class: 'scroll' }, el('table', { class: 'matrix' }, el('caption', { class: 'hear' }, '行为可能性，列为后果的严重性，格内为风险点个数和等级'),
        el('thead', {}, el('tr', {}, el('td', { class: 'corner' }, '可能性↓　后果→'), ...risk.impact.map(function (word) { return el('th', { scope: 'col' }, word); }))), body)) : null);
    whole.classList.add('keep');
    return whole;
  }

  function warnings() {
    const list = data.events.filter(function (event) { return unitPicked(event[1]); });
    const columns = [
      { head: '性质', text: function (event) { return STATES[event[0]]; }, node: function (event) { return el('span', { class: 'state state' + event[0] }, STATES[event[0]]); }, key: function (event) { return event[0]; } },
      { head: '单位', text: function (event) { return unitName(event[1]); }, tight: true },
      { head: '事由', text: function (event) { return said(event[2]) + (said(event[4]) ? '：' + said(event[4]) : ''); }, wide: true },
      { head: '分值', text: function (event) { return event[3]; }, key: function (event) { return event[3] === '' ? null : Number(event[3]); }, number: true },
    ];
    const short = columns.concat([{ head: '出处（文件 表 单元格）', text: function (event) { return place(event[5], event[6]); }, node: function (event) { return origin(event[5], event[6]); }, tight: true }]);
    const counts = STATES.map(function (word, state) {
      const own = list.filter(function (event) { return event[0] === state; });
      return own.length ? el('li', {}, el('span', { class: 'state state' + state }, word), ' ', el('button', { type: 'button', class: 'figure', 'aria-label': word + ' ' + own.length + ' 条，打开', click: function () { openTable(word, columns.concat(filePlace(5, 6)), own); } }, own.length + ' 条')) : null;
    });
    return panel('预警与加减分', 'h-events', table(short, list.slice().sort(function (a, b) { return order(a[0]) - order(b[0]); }), { limit: 8, print: 20, name: '预警与加减分', before: el('ul', { class: 'key' }, ...counts), empty: '没有预警，也没有加减分。' }));
  }
  const order = function (state) { return [2, 1, 3, 4, 5, 0][state]; };

  function quality() {
    const list = data.findings.filter(function (finding) { return unitPicked(finding[2]); });
    const groups = {};
    list.forEach(function (finding) {
      const at = finding[0] + ' ' + finding[1];
      (groups[at] = groups[at] || []).push(finding);
    });
    const rows = Object.keys(groups).map(function (at) {
      const own = groups[at], seen = {};
      own.forEach(function (finding) { seen[finding[2]] = true; });
      return { severity: own[0][0], title: data.checks[own[0][1]][1], own: own, units: Object.keys(seen).length };
    }).sort(function (a, b) { return a.severity - b.severity || b.own.length - a.own.length; });
    const columns = [
      { head: '轻重', text: function (finding) { return SEVERITIES[finding[0]]; }, key: function (finding) { return finding[0]; } },
      { head: '单位', text: function (finding) { return finding[2] < 0 ? '' : unitName(finding[2]); }, tight: true },
      { head: '规则', text: function (finding) { return data.checks[finding[1]][1]; }, tight: true },
      { head: '说明', text: function (finding) { return said(finding[5]); }, wide: true },
    ].concat(filePlace(3, 4));
    const counts = unitFiltered() ? [0, 1, 2].map(function (severity) { return list.filter(function (finding) { return finding[0] === severity; }).length; })
      : [totals.errors, totals.warnings, totals.infos];
    return panel('台账质量（核验发现：' + SEVERITIES.map(function (word, severity) { return word + ' ' + counts[severity]; }).join('、') + '）', 'h-quality', table([
      { head: '轻重', text: function (row) { return SEVERITIES[row.severity]; }, node: function (row) { return el('span', { class: 'state severity' + row.severity }, SEVERITIES[row.severity]); }, key: function (row) { return row.severity; } },
      { head: '发现', text: function (row) { return row.title; }, wide: true },
      { head: '处', text: function (row) { return String(row.own.length); }, key: function (row) { return row.own.length; }, number: true,
        node: function (row) { return el('button', { type: 'button', class: 'figure', 'aria-label': row.title + ' ' + row.own.length + ' 处，打开', click: function () { openTable(row.title, columns, row.own); } }, row.own.length); } },
      { head: '涉及单位', text: function (row) { return String(row.units); }, key: function (row) { return row.units; }, number: true },
    ], rows, { limit: 8, print: 20, name: '台账质量', style: 'quality', empty: '核验没有发现问题。' }),
    data.more ? el('p', { class: 'note' }, '另有 ' + data.more + ' 处没有列入本页，见《核验问题》。') : null);
  }

  // What the page counts without any filter, held against what the engine counted.
  function differences() {
    const found = [], parts = split(records);
    const same = function (what, here, engine) { if (here !== engine) found.push(what + '：本页数得 ' + here + '，评分结果为 ' + engine); };
    same('记录', records.length, totals.records);
    same('不计', parts[4].length, totals.void);
    same('已完成', parts[0].length, totals.done);
    same('达到序时', parts[1].length, totals.pace);
    same('未达到序时', parts[2].length, totals.late);
    same('时限不明', parts[3].length, totals.undated);
    LIGHTS.forEach(function (word, light) { same(word, records.filter(function (row) { return row[LIGHT] === light; }).length, totals.lights[light]); });
    const tally = units.map(function () { return [0, 0, 0, 0]; });
    records.forEach(function (row) {
      if (row[UNIT] < 0) return;
      const own = tally[row[UNIT]];
      own[0] += row[PACE] === 0; own[1] += row[PACE] !== 4; own[2] += row[LIGHT] === 1; own[3] += row[LIGHT] === 2;
    });
    units.forEach(function (unit, at) {
      same(unit.n + ' 已完成', tally[at][0], unit.num);
      same(unit.n + ' 应整改', tally[at][1], unit.den);
      same(unit.n + ' 超期', tally[at][2], unit.late);
      same(unit.n + ' ' + head.soon + ' 日内到期', tally[at][3], unit.soon);
    });
    return found;
  }
  const different = differences();
  function basis() {
    const agree = different.length
      ? el('div', { class: 'alarm', role: 'alert' }, '本页计数与评分结果不一致，请不要使用，重新生成看板：', el('ul', {}, ...different.slice(0, 20).map(function (text) { return el('li', {}, text); })))
      : el('p', {}, '核对：不筛选时，本页计数与评分结果一致（记录 ' + totals.records + ' 条，单位 ' + units.filter(function (unit) { return unit.rank; }).length + ' 个）。');
    return panel('口径和核对', 'h-basis', agree, el('p', {}, head.rate),
      el('ul', { class: 'basis' }, ...head.basis.map(function (text) { return el('li', {}, text); }),
        el('li', {}, '得分、名次、灯和天数取自评分结果；选定轮次、类别或灯时，得分和名次仍是该单位全部记录的结果。'),
        head.cut ? el('li', {}, '问题文字超过 ' + head.cut + ' 字的已截短，以台账原文为准。') : null));
  }

  // ---- All of it -------------------------------------------------------------------------------------------------

  let drawings = [];
  function drawAll() {
    drawings = [];
    drawFilters();
    const rows = picked();
    clear(board);
    if (different.length) board.appendChild(el('p', { class: 'alarm', role: 'alert' }, '本页计数与评分结果不一致，请不要使用。详情见页末「口径和核对」。'));
    if (!records.length) board.appendChild(el('p', { class: 'alarm' }, '本期没有整改记录。'));
    board.appendChild(overview(rows));
    const left = el('div', { class: 'stack' }, lastOnes(), lights(rows)), right = el('div', { class: 'stack' }, dueSoon(rows));
    const pair = board.appendChild(el('div', { class: 'pair measured' }, left, right));
    // The curves go below the shorter of the two.
    (left.offsetHeight <= right.offsetHeight ? left : right).appendChild(trend());
    pair.className = 'pair';
    board.appendChild(byUnit(rows));
    board.appendChild(overdue(rows));
    board.appendChild(fields(rows));
    board.appendChild(heatMap(rows));
    board.appendChild(el('div', { class: 'pair apart' }, el('div', { class: 'stack' }, riskMatrix(), quality()), el('div', { class: 'stack' }, warnings(), basis())));
    drawings.forEach(function (draw) { draw(); });
  }
  head.sub.forEach(function (text, at) {
    document.getElementById('sub').appendChild(el('span', { class: at ? null : 'office' }, text));
  });
  drawAll();
  let waiting = 0;
  window.addEventListener('resize', function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () { drawings.forEach(function (draw) { draw(); }); }, 120);
  });
}());
