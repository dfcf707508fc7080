import type { DeskWordKey } from './say-desk.ts';

/** Words of the desk alone, in English. */
export const en = {
  'palette.placeholder': 'Stations, alarms, pages, actions…',
  'palette.none': 'No station, alarm, page or action fits “{text}”',
  'palette.verb': 'action',
  'palette.page': 'page',
  'palette.alarm': 'alarm',
  'palette.station': 'station',

  'group.count': '{n} alarms',
  'group.title': '{title} and more: {n} places',
  'group.hint': '→ expands · actions act on the whole group',
  'act.notShelved': 'This alarm is not shelved',
  'list.domain': '{domain} only',
  'list.notCalled': 'calls nobody',
  'list.chattering': 'chattering, calls no more',
  'list.above': '{n} above',
  'list.onlyCleared': 'Nothing active; {n} cleared and not acknowledged (T)',

  'response.none': 'No response level is proposed now',
  'response.proposed': 'Response level {level} proposed',
  'response.inForce': 'Response level {level} · {by} {at}',
  'response.overdue': 'confirmation overdue',
  'response.reason': 'Reason; Enter confirms response level {level}',
  'response.endReason': 'Reason; Enter ends the response',
  'response.confirmed': 'Response level {level} is confirmed',
  'response.ended': 'The response has ended',

  'why.trace': 'Judgement, level by level',
  'why.traceAt': 'as of {at}',
  'why.holds': 'holds',
  'why.holdsNot': 'does not hold',
  'why.unknown': 'no value',
  'why.on': 'in force',
  'why.remaining': '{duration} more to hold',
  'why.source': 'Source of the thresholds',
  'why.noAnswer': 'Analytics gave no answer',
  'why.asking': 'Asking analytics…',
  'why.quietBy': 'Kept quiet by',
  'why.children': 'Inhibited children',
  'why.members': 'Alarms of the group',
  'why.cases': 'Similar past cases',
  'why.noCases': 'No similar case in the past',
  'why.caseTook': 'over after {duration}',
  'why.caseOpen': 'not over',
  'why.sameStation': 'same station',
  'why.caseNear': '{distance} away',
  'why.didNothing': 'nobody acted',
  'why.guidance': 'Guidance',
  'why.cause': 'Likely cause',
  'why.consequence': 'If nobody acts',
  'why.respondWithin': 'answer within {duration}',
  'why.input': 'Input',
  'why.age': '{age} old',
  'why.note': 'Note',

  'verdict.alarm': 'the alarm stands and calls',
  'verdict.hushed': 'its condition holds, it is kept quiet',
  'verdict.pending': 'a condition holds, its delay runs',
  'verdict.calm': 'no condition holds',
  'verdict.no-value': 'a value is missing, nothing can be said',
  'verdict.not-watched': 'the rule does not watch this station',

  'did.ack': 'acknowledged',
  'did.shelve': 'shelved',
  'did.unshelve': 'unshelved',
  'did.dispatch': 'dispatched',
  'did.resolve': 'resolved',
  'did.note': 'noted',
  'did.done': 'dealt with',

  'page.failed': 'This page could not be loaded: {why}',
  'page.loading': 'Loading…',
  'page.unreachable': 'The server does not answer',
  'page.back': 'Back to the map',
  'page.empty': 'Nothing here yet',

  'station.title': 'Station',

  'alarms.title': 'Alarm performance',

  'rules.title': 'Rules',

  'devices.title': 'Devices and agents',

  'zones.title': 'Zones and masks of cameras',

  'catalogue.title': 'Catalogue and data quality',

  'handover.title': 'Shift hand-over',
} as const satisfies Readonly<Record<DeskWordKey, string>>;
