import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textIn, xmlFields } from '../../../../proxy/formats/decoders/xml-fields.ts';
import { beginningOfXml, firstTag, parseXml } from '../../../../proxy/formats/decoders/xml.ts';

const fields = (text: string) => xmlFields(parseXml(text));

describe('an element as fields', () => {
  test.each([
    ['<a/>', {}],
    ['<a></a>', {}],
    ['<a>hello</a>', { text: 'hello' }],
    ['<a> </a>', { text: ' ' }],
    ['<a b="1" c=\'"\'/>', { b: '1', c: '"' }],
    ['<a b=""><c/></a>', { b: '', c: '' }],
    ['<a><b>x</b><b>y</b></a>', { b: ['x', 'y'] }],
    ['<a><b>x</b><c/><b d="1"/></a>', { b: ['x', { d: '1' }], c: '' }],
    ['<a b="1"><b>x</b></a>', { b: ['1', 'x'] }],
    ['<a><b c="1">x</b></a>', { b: { c: '1', text: 'x' } }],
    ['<a>see <b>this</b> now</a>', { text: ['see ', ' now'], b: 'this' }],
    ['<a>\n  <b>this</b>\n</a>', { b: 'this' }],
    ['<a>x<text>y</text></a>', { text: ['x', 'y'] }],
    ['<a>1 &lt; 2 &#38; <![CDATA[<3]]><!-- no -->!<?no no?></a>', { text: '1 < 2 & <3!' }],
    ['<p:a xmlns:p="urn:p" p:b="1" xml:lang="en"/>', { 'xmlns:p': 'urn:p', b: '1', lang: 'en' }],
    ['<a xmlns="urn:a"/>', { xmlns: 'urn:a' }],
    ['<?xml version="1.0"?>\n<a b="1"/>\n', { b: '1' }],
    ['<a b="two\nlines"/>', { b: 'two lines' }],
  ])('%s', (text, expected) => {
    expect(fields(text)).toEqual(expected);
  });

  test('may be called as a prototype is', () => {
    const made = fields('<a __proto__="1"><constructor/></a>');
    expect(Object.keys(made)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
  });

  test('has the namespaces that are declared around it, and the one of the stream', () => {
    const { content } = parseXml('<a xmlns="urn:a"><b/><c xmlns="urn:c"/></a>');
    expect(content).toMatchObject([{ uri: 'urn:a' }, { uri: 'urn:c' }]);
    expect(parseXml('<stream:error/>')).toMatchObject({
      local: 'error',
      uri: 'http://etherx.jabber.org/streams',
    });
  });
});

describe('what is no single well-formed element', () => {
  test.each([
    ['hello', 'text data outside of root node'],
    ['<a>', 'unclosed tag: a'],
    ['<a></b>', '1:7: unexpected close tag'],
    ['<a/><b/>', 'only one root'],
    ['<a b=1/>', 'unquoted attribute'],
    ['<a b="1" b="2"/>', 'duplicate attribute: b'],
    ['<p:a/>', 'unbound namespace prefix: "p"'],
    ['<a>&nbsp;</a>', 'undefined entity'],
    ['<a>\u0001</a>', 'disallowed character'],
    ['', 'must contain a root element'],
    [`${'<a>'.repeat(31)}${'</a>'.repeat(31)}`, 'nested deeper than 30 elements'],
  ])('%j is refused, with the reason', (text, why) => {
    expect(() => parseXml(text)).toThrow(why);
  });

  test('a DOCTYPE defines nothing, so that a billion laughs are none', () => {
    const lols = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join(
      '',
    );
    const doctype = `<!DOCTYPE a [<!ENTITY l0 "lol">${lols}]>`;
    expect(() => parseXml(`${doctype}<a>&l9;</a>`)).toThrow('it has a DOCTYPE');
    expect(() => parseXml('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')).toThrow('it has a DOCTYPE');
    expect(() => parseXml('<a>&l9;</a>')).toThrow('undefined entity');
  });
});

describe('the beginning of an element', () => {
  test('is read as far as it goes', () => {
    expect(xmlFields(beginningOfXml('<a b="1"><c>hel')!)).toEqual({ b: '1', c: 'hel' });
    expect(xmlFields(beginningOfXml('<a b="1"><c d="2"><e f=')!)).toEqual({ b: '1', c: { d: '2' } });
    expect(beginningOfXml('<a b="1')).toBeNull();
  });

  test('is its first tag, whatever comes after it', () => {
    expect(firstTag('<a b="1 > 0" c=">"><d')).toMatchObject({
      local: 'a',
      attributes: [
        { name: 'b', value: '1 > 0' },
        { name: 'c', value: '>' },
      ],
    });
    expect(firstTag('<a b="1>')).toBeNull();
    expect(firstTag('<a')).toBeNull();
  });
});

describe('whatever is written', () => {
  const escaped = (text: string) => text.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`);
  const value = fc.string({ maxLength: 8 }).map((text) => text.replace(/[^ -~]/g, ''));

  test('an attribute and a text are what they were, and stand where they say', () => {
    fc.assert(
      fc.property(value, value, fc.constantFrom('"', "'"), (attribute, said, quote) => {
        const text = `<a b=${quote}${escaped(attribute)}${quote} c=''>${escaped(said)}</a>`;
        const root = parseXml(text);
        expect(root.attributes[0]!.value).toBe(attribute);
        expect(textIn(root)).toBe(said);
        const { from, to } = root.attributes[0]!;
        expect(text.slice(from, to)).toBe(escaped(attribute));
        expect(text.slice(root.innerFrom, root.innerTo)).toBe(escaped(said));
        expect([root.from, root.to]).toEqual([0, text.length]);
      }),
    );
  });
});
