// Images from an exported SavedModel in C++: the loader that TensorFlow Serving runs.
//
//   generate SAVED_MODEL NUMBER SEED LABEL OUT     writes NUMBER images as bytes, row by row, into the file OUT
//
// LABEL is -1 for a generator that is not conditional. Built against the headers and libraries of the TensorFlow wheel:
//
//   TF=$(python -c "import os, tensorflow; print(os.path.dirname(tensorflow.__file__))")
//   g++ -O1 --std=c++17 generate.cc -o generate -I$TF/include -D_GLIBCXX_USE_CXX11_ABI=1 -DEIGEN_MAX_ALIGN_BYTES=64 \
//       -L$TF -Wl,--no-as-needed -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -Wl,-rpath,$TF
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "tensorflow/cc/saved_model/loader.h"
#include "tensorflow/core/framework/tensor.h"
#include "tensorflow/core/public/session_options.h"

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: generate SAVED_MODEL NUMBER SEED LABEL OUT\n";
    return 2;
  }
  tensorflow::SavedModelBundle bundle;
  auto status = tensorflow::LoadSavedModel(tensorflow::SessionOptions(), tensorflow::RunOptions(), argv[1], {"serve"}, &bundle);
  if (!status.ok()) {
    std::cerr << status.ToString() << "\n";
    return 3;
  }
  const auto& signature = bundle.GetSignatures().at("generate");

  tensorflow::Tensor num(tensorflow::DT_INT32, tensorflow::TensorShape({}));
  num.scalar<int32_t>()() = std::atoi(argv[2]);
  tensorflow::Tensor seed(tensorflow::DT_INT64, tensorflow::TensorShape({}));
  seed.scalar<int64_t>()() = std::atoll(argv[3]);
  std::vector<std::pair<std::string, tensorflow::Tensor>> inputs = {
      {signature.inputs().at("num").name(), num}, {signature.inputs().at("seed").name(), seed}};
  if (std::atoi(argv[4]) >= 0) {
    tensorflow::Tensor label(tensorflow::DT_INT32, tensorflow::TensorShape({1}));
    label.vec<int32_t>()(0) = std::atoi(argv[4]);
    inputs.emplace_back(signature.inputs().at("label").name(), label);
  }

  std::vector<tensorflow::Tensor> outputs;
  status = bundle.GetSession()->Run(inputs, {signature.outputs().begin()->second.name()}, {}, &outputs);
  if (!status.ok()) {
    std::cerr << status.ToString() << "\n";
    return 3;
  }
  const auto bytes = outputs[0].tensor_data();
  std::ofstream(argv[5], std::ios::binary).write(bytes.data(), bytes.size());
  std::cout << outputs[0].DebugString(0) << "\n";
  return 0;
}
