/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file control_protocol.h
 * What goes through the control socket of a running host (`ossicle run`).
 *
 * It is a Unix stream socket in a folder that only its user can enter (control_address.h); whoever
 * isn't that user is turned away. A client sends requests, each a JSON object on a line of its
 * own; the host answers each with one JSON object on a line, in the same order. Text is UTF-8.
 *
 * The member `request` names the request:
 *
 * - "host" takes nothing; its answer has name, processID, version and driver, the bundle's path.
 * - "devices" takes nothing; its answer has devices, an array of objects with the listed words.
 * - "get" takes words, an array of strings; without it, or with an empty one, all of them are
 *   meant. Its answer has values, an object by word.
 * - "set" takes word, a string, and value, anything but null: of the word's type, or the text of
 *   one. Its answer has values: the word, as it is then.
 * - "apply" takes configuration, the driver's property list of all devices. Its answer has changes,
 *   an object with the UIDs of the devices that were added, changed and removed. Its error is the
 *   driver's, and begins with the place of what is wrong.
 *
 * "get" and "set" also take device (a UID; without it the default device), scope ("input" or
 * "output") and channel (0: all of them). What the words are, words.h says.
 *
 *     {"request": "set", "word": "volume", "value": 0.5}
 *     {"ok": true, "values": {"volume": 0.5}}
 *     {"request": "get", "device": "no such", "words": ["chain"]}
 *     {"ok": false, "error": "no device has the UID no such: ..."}
 *
 * What isn't such a request gets an answer whose `ok` is false and whose `error` is one line; what
 * can't be told apart from the next request (a line that is too long) ends the connection as
 * well, and so does a client that keeps the host waiting. */

#ifndef OSSICLE_TOOL_CONTROL_PROTOCOL_H
#define OSSICLE_TOOL_CONTROL_PROTOCOL_H

/** The largest request and answer, in bytes with their line's end. */
enum { CONTROL_REQUEST_MAX = 1 << 20, CONTROL_ANSWER_MAX = 1 << 26 };

/** How deep arrays and objects of a request may lie in each other. */
enum { CONTROL_DEPTH_MAX = 32 };

/** How many clients there can be at once. One more takes the place of the one that has been longest
 * in sending its request. */
enum { CONTROL_CONNECTIONS_MAX = 32 };

/** How long a client may take to send a request, and to take in an answer. */
enum { CONTROL_PATIENCE_MS = 10000 };

/** How long a client waits for the host, which may be changing a configuration. */
enum { CONTROL_ANSWER_PATIENCE_S = 60 };

#define CONTROL_REQUEST "request"
#define CONTROL_HOST    "host"
#define CONTROL_DEVICES "devices"
#define CONTROL_GET     "get"
#define CONTROL_SET     "set"
#define CONTROL_APPLY   "apply"
#define CONTROL_DEVICE  "device"
#define CONTROL_SCOPE   "scope"
#define CONTROL_CHANNEL "channel"
#define CONTROL_WORDS   "words"
#define CONTROL_WORD    "word"
#define CONTROL_VALUE   "value"
#define CONTROL_VALUES  "values"
#define CONTROL_CHANGES "changes"
#define CONTROL_OK      "ok"
#define CONTROL_ERROR   "error"

/** The word of the modules that are in quarantine, and the property of the same, which an id is set
 * as to let a module in again. @{ */
#define CONTROL_WORD_QUARANTINE     "quarantine"
#define CONTROL_PROPERTY_QUARANTINE "oQua"
/** @} */

/** The word of the plug-in's property list of all devices, and the member that brings one. @{ */
#define CONTROL_WORD_CONFIGURATION "configuration"
#define CONTROL_CONFIGURATION      CONTROL_WORD_CONFIGURATION
/** @} */

#endif
