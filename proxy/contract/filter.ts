// The filter language: what a filter is, once it is read. One grammar for list, timeline, search, export and CLI.
// It knows no text (filter-parse.ts, filter-format.ts), no traffic (filter-match.ts) and no words (filter-keys.ts).
//
//   filter      = [ or ]                              an empty filter matches everything
//   or          = and { "|" and }
//   and         = not { not }                         words side by side must all match
//   not         = { "-" | "!" } ( "(" or ")" | term )
//   term        = bare | key ":" value { "|" value } | field [ ( ":" | operator ) value ] | literal
//   bare        = "ws" | "http" | "tunnel"
//   key         = a word of FILTER_KEYS, in any case; any other word before a colon is part of a literal
//   field       = "$" path | word "." path            a decoded field: $.price>100  irc.command:PRIVMSG  badges.moderator:1
//   path        = { "." name | "[" digits "]" | "[" quoted "]" }
//   value       = [ operator ] literal                an operator only where numbers or times are compared
//   operator    = ">=" | "<=" | ">" | "<" | "="
//   literal     = quoted | regex | word
//   quoted      = '"' { character | '\"' | '\\' } '"' never a key, a bare word or a regular expression
//   regex       = "/" pattern "/" { "i" | "m" | "s" | "u" }    up to a space, a bracket or the end: /api/v1 is a word
//   word        = characters other than space, "(", ")", "|" and '"'
//
// In the value of a key a `*` stands for any characters. Sizes and counts take k, M and G: 1k is 1,000, as in browser devtools.
// Lengths of time (`rtt`) take us, ms and s.

import type { ConnectionId } from './ids.ts';
import type { ConnectionKind, ResourceType, Side } from './model.ts';
import type { NumberKey, OpcodeWord, StateWord, TextKey } from './filter-keys.ts';

export type Filter = Everything | Group | Negation | Term;

/** The empty filter. */
export interface Everything {
  readonly type: 'everything';
}

/** At least two of them; all must match (`and`), or one (`or`). */
export interface Group {
  readonly type: 'and' | 'or';
  readonly of: readonly Filter[];
}

export interface Negation {
  readonly type: 'not';
  readonly of: Filter;
}

export type Term =
  | { readonly type: 'literal'; readonly pattern: Pattern }
  | { readonly type: 'traffic'; readonly kind: ConnectionKind }
  | { readonly type: 'resource'; readonly is: ResourceType }
  | { readonly type: 'connection'; readonly id: ConnectionId }
  | { readonly type: 'state'; readonly is: StateWord }
  | { readonly type: 'text'; readonly key: TextKey; readonly pattern: Pattern }
  | { readonly type: 'header'; readonly name: string; readonly pattern: Pattern | null }
  | { readonly type: 'number'; readonly key: NumberKey; readonly test: NumberTest }
  | { readonly type: 'direction'; readonly from: Side }
  | { readonly type: 'opcode'; readonly opcode: OpcodeWord }
  | { readonly type: 'time'; readonly test: TimeTest }
  | FieldTerm;

export interface FieldTerm {
  readonly type: 'field';
  /** Steps into the decoded fields; the first may name the decoder, unless a `$` stands in front. */
  readonly path: readonly string[];
  readonly rooted: boolean;
  /** Null: the field only has to be there. */
  readonly test: Pattern | NumberTest | null;
}

/** A text as people write it, and the regular expression that it means. */
export interface Pattern {
  /** `text` means itself, in any case; in a `wildcard` each `*` stands for any characters. */
  readonly type: 'text' | 'wildcard' | 'regex';
  /** Without quotes or slashes. */
  readonly text: string;
  /** Of a regular expression; empty otherwise. */
  readonly flags: string;
  /** Never global or sticky, so it holds no state. */
  readonly regex: RegExp;
}

export type Operator = '=' | '>' | '>=' | '<' | '<=';

/** A comparison with a number, or with the hundred of `4xx`. */
export interface NumberTest {
  readonly type: 'compare' | 'hundred';
  readonly operator: Operator;
  readonly value: number;
}

/**
 * A comparison with a local time: `12:30` of any day, in milliseconds since midnight, or a date and time, in epoch
 * milliseconds. It means the stretch up to `to`: `at:12:30` is that whole minute.
 */
export interface TimeTest {
  readonly type: 'day' | 'date';
  readonly operator: Operator;
  /** As written. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** What is wrong with a filter, where, and what to write instead. */
export interface FilterError {
  /** In UTF-16 units from the start of the text. */
  readonly position: number;
  readonly length: number;
  readonly message: string;
  readonly hint: string;
}
