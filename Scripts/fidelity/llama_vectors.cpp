// Token ids through a GGUF model of llama.cpp, one text at a time.
//
//   llama_vectors MODEL IDS VECTORS THREADS
//
// IDS holds 32-bit integers: how many texts, then for each its length and its ids. VECTORS becomes
// 32-bit floats, [texts][width], pooled as the model says and L2 normalised. Prints ggml's version.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "ggml.h"
#include "llama.h"

static void fail(const std::string &message) {
  fprintf(stderr, "%s\n", message.c_str());
  exit(1);
}

static std::vector<std::vector<int32_t>> read_ids(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail(std::string(path) + ": cannot be opened");
  auto next = [&] {
    int32_t value;
    if (fread(&value, sizeof value, 1, file) != 1) fail(std::string(path) + ": ends early");
    return value;
  };
  std::vector<std::vector<int32_t>> texts(next());
  for (auto &text : texts) {
    text.resize(next());
    for (auto &token : text) token = next();
  }
  fclose(file);
  return texts;
}

int main(int count, char **arguments) {
  if (count != 5) fail("usage: llama_vectors MODEL IDS VECTORS THREADS");
  llama_log_set(
      [](ggml_log_level level, const char *text, void *) {
        if (level >= GGML_LOG_LEVEL_ERROR) fputs(text, stderr);
      },
      nullptr);
  const auto texts = read_ids(arguments[2]);
  int longest = 1;
  for (const auto &text : texts) longest = std::max(longest, static_cast<int>(text.size()));

  llama_backend_init();
  llama_model_params model_params = llama_model_default_params();
  model_params.n_gpu_layers = 0;
  llama_model *model = llama_model_load_from_file(arguments[1], model_params);
  if (!model) fail(std::string(arguments[1]) + ": cannot be loaded");
  llama_context_params params = llama_context_default_params();
  params.n_ctx = std::max(longest, 512);
  params.n_batch = params.n_ubatch = params.n_ctx;
  params.n_threads = params.n_threads_batch = atoi(arguments[4]);
  params.embeddings = true;
  llama_context *context = llama_init_from_model(model, params);
  if (!context) fail("no context");

  FILE *out = fopen(arguments[3], "wb");
  if (!out) fail(std::string(arguments[3]) + ": cannot be written");
  const int width = llama_model_n_embd(model);
  llama_batch batch = llama_batch_init(longest, 0, 1);
  for (const auto &text : texts) {
    batch.n_tokens = static_cast<int32_t>(text.size());
    for (int32_t index = 0; index < batch.n_tokens; index++) {
      batch.token[index] = text[index];
      batch.pos[index] = index;
      batch.n_seq_id[index] = 1;
      batch.seq_id[index][0] = 0;
      batch.logits[index] = 1;
    }
    if (llama_encode(context, batch) < 0) fail("llama_encode failed");
    const float *pooled = llama_get_embeddings_seq(context, 0);
    if (!pooled) fail("the model says no pooling");
    double square = 0;
    for (int index = 0; index < width; index++) square += double(pooled[index]) * pooled[index];
    std::vector<float> vector(width);
    for (int index = 0; index < width; index++) vector[index] = pooled[index] / std::sqrt(square);
    if (fwrite(vector.data(), sizeof(float), width, out) != size_t(width)) fail("writing failed");
  }
  if (fclose(out)) fail("writing failed");
  printf("ggml %s (%s)\n", ggml_version(), ggml_commit());
}
