// The headers are C++ too.
#include "goldcrest_convert.h"

int main() {
  goldcrest_model model = 0;
  return goldcrest_close(model) == GOLDCREST_CLOSED && goldcrest_convert_version() != nullptr ? 0 : 1;
}
