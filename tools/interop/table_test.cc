#include "tools/interop/table.h"

#include <gtest/gtest.h>

#include "tools/generated_part.h"

namespace omnitls::tools::peers {
namespace {

const char* NoLimit(const Cell&) { return nullptr; }
Problem NoAttempt(const std::string&, const Cell&) { return {}; }

Row MakeRow(const char* name, bool is_server) {
  Row row = {
      {name, "program", "package", nullptr, is_server, "all", NoLimit, NoAttempt}, true, "1.0", {}};
  for (Cell cell : Columns()) {
    for (const Feature feature : kFeatures) {
      cell.feature = feature;
      row.results.push_back({cell, Result::Kind::kOk, {}});
    }
  }
  return row;
}

TEST(InteropTable, AgreesWithWhatItWasMadeFrom) {
  std::vector<Row> rows = {MakeRow("one", false), MakeRow("two", true)};
  rows[1].results[1] = {rows[1].results[1].cell, Result::Kind::kLimit, "it cannot"};
  const std::string tables = ToMarkdown(rows);
  EXPECT_NE(tables.find("[1] it cannot."), std::string::npos) << tables;
  rows[0].version = "2.0";
  EXPECT_EQ(Differences(tables, rows), std::vector<std::string>());
}

TEST(InteropTable, NamesWhatIsOtherwise) {
  std::vector<Row> rows = {MakeRow("one", false), MakeRow("two", true)};
  const std::string tables = ToMarkdown(rows);
  rows[0].results.back().kind = Result::Kind::kBad;  // The last column.
  rows[1].results[1].kind = Result::Kind::kLimit;
  EXPECT_EQ(Differences(tables, rows),
            (std::vector<std::string>{"one, client certificate", "two, resumption"}));
  rows.push_back(MakeRow("three", true));
  EXPECT_EQ(Differences(tables, rows).size(), 5u);
  rows.back().is_installed = false;
  EXPECT_EQ(Differences(tables, rows).size(), 2u);
}

TEST(InteropTable, OnlyItsPartOfADocumentIsReplaced) {
  const std::string document =
      "a\n<!-- generated: x -->\nold\n<!-- /generated -->\nb\n<!-- generated: y -->\n"
      "<!-- /generated -->\n";
  EXPECT_EQ(Part(document, "x"), "old\n");
  EXPECT_EQ(Part(WithPart(document, "y", "new\n"), "x"), "old\n");
  EXPECT_EQ(Part(WithPart(document, "y", "new\n"), "y"), "new\n");
  EXPECT_EQ(WithPart(document, "z", "new\n"), "");
}

}  // namespace
}  // namespace omnitls::tools::peers
