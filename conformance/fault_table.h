#ifndef OMNITLS_CONFORMANCE_FAULT_TABLE_H_
#define OMNITLS_CONFORMANCE_FAULT_TABLE_H_

#include <string>
#include <vector>

#include "conformance/faults/fault.h"

// The table of faults for programs and for people.
namespace omnitls::conformance {

struct FinishedCell {
  FaultCell cell;
  FaultResult result;
};

// {"cells": [{"fault", "client", "server", "version", "role", "ok", "exception", ...}]}
std::string ToJson(const std::vector<FinishedCell>& cells);

// The tables of docs/errors.md: of faults, and of exceptions with their reasons. They are about
// what is expected, which a run of all cells proves.
std::string ToFaultTable();

// The page with the tables between its marks in place of what is there; "" if it has no marks.
std::string WithFaultTable(const std::string& page, const std::string& table);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_FAULT_TABLE_H_
