/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file MacTypes.h
 * The oldest types of the Macintosh. */

#ifndef OSSICLE_PORTABLE_MACTYPES_H
#define OSSICLE_PORTABLE_MACTYPES_H

#include <stdbool.h>
#include <stdint.h>

typedef unsigned char UInt8;
typedef signed char SInt8;
typedef unsigned short UInt16;
typedef signed short SInt16;
typedef unsigned int UInt32;
typedef signed int SInt32;
/* Not uint64_t: printf formats written for a Mac say %llu. */
typedef unsigned long long UInt64;
typedef signed long long SInt64;

typedef float Float32;
typedef double Float64;

typedef unsigned char Boolean;
typedef SInt16 OSErr;
typedef SInt32 OSStatus;
typedef UInt32 FourCharCode;
typedef FourCharCode OSType;
typedef UInt32 ByteCount;
typedef UInt32 ItemCount;
typedef UInt32 OptionBits;
typedef char *Ptr;
typedef UInt16 UniChar;
typedef UInt32 UTF32Char;
typedef UInt16 UTF16Char;
typedef UInt8 UTF8Char;

enum { noErr = 0 };

#endif
