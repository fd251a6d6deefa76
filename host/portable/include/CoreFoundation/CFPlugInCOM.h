/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file CFPlugInCOM.h
 * The part of COM by which plug-ins hand out interfaces. */

#ifndef OSSICLE_PORTABLE_COREFOUNDATION_CFPLUGINCOM_H
#define OSSICLE_PORTABLE_COREFOUNDATION_CFPLUGINCOM_H

#include <CoreFoundation/CFPlugIn.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef SInt32 HRESULT;
typedef UInt32 ULONG;
typedef void *LPVOID;
typedef CFUUIDBytes REFIID;

#define STDMETHODCALLTYPE

#define SUCCEEDED(Status) ((HRESULT)(Status) >= 0)
#define FAILED(Status)    ((HRESULT)(Status) < 0)

#define S_OK           ((HRESULT)0x00000000L)
#define S_FALSE        ((HRESULT)0x00000001L)
#define E_UNEXPECTED   ((HRESULT)0x8000FFFFL)
#define E_NOTIMPL      ((HRESULT)0x80000001L)
#define E_OUTOFMEMORY  ((HRESULT)0x80000002L)
#define E_INVALIDARG   ((HRESULT)0x80000003L)
#define E_NOINTERFACE  ((HRESULT)0x80000004L)
#define E_POINTER      ((HRESULT)0x80000005L)
#define E_HANDLE       ((HRESULT)0x80000006L)
#define E_ABORT        ((HRESULT)0x80000007L)
#define E_FAIL         ((HRESULT)0x80000008L)
#define E_ACCESSDENIED ((HRESULT)0x80000009L)

#define IUnknownUUID                                                                               \
    CFUUIDGetConstantUUIDWithBytes(NULL, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0,     \
                                   0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46)

/** What every interface begins with. AddRef and Release return the new count, for debugging. */
#define IUNKNOWN_C_GUTS                                                                            \
    void *_reserved;                                                                               \
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(void *thisPointer, REFIID iid, LPVOID *ppv);        \
    ULONG(STDMETHODCALLTYPE *AddRef)(void *thisPointer);                                           \
    ULONG(STDMETHODCALLTYPE *Release)(void *thisPointer)

typedef struct IUnknownVTbl {
    IUNKNOWN_C_GUTS;
} IUnknownVTbl;

#ifdef __cplusplus
}
#endif

#endif
