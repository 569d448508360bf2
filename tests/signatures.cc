// Every request in a folder, answered by TensorFlow's C++ loader, which is what TensorFlow Serving runs.
//
//   signatures SAVED_MODEL FOLDER
//
// FOLDER/requests.txt has a line for each request: NUMBER SIGNATURE INPUT...; the inputs are TensorProtos in NUMBER.INPUT.in, the outputs are
// written as TensorProtos to NUMBER.OUTPUT.out.
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tensorflow/cc/saved_model/loader.h"
#include "tensorflow/core/framework/tensor.h"
#include "tensorflow/core/framework/tensor.pb.h"
#include "tensorflow/core/public/session_options.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string folder = std::string(argv[2]) + "/";
  tensorflow::SavedModelBundle bundle;
  auto status = tensorflow::LoadSavedModel(tensorflow::SessionOptions(), tensorflow::RunOptions(), argv[1], {"serve"}, &bundle);
  if (!status.ok()) {
    std::cerr << status.ToString() << "\n";
    return 3;
  }
  std::ifstream requests(folder + "requests.txt");
  for (std::string line; std::getline(requests, line);) {
    std::istringstream words(line);
    std::string number, name;
    words >> number >> name;
    const auto& signature = bundle.GetSignatures().at(name);
    std::vector<std::pair<std::string, tensorflow::Tensor>> inputs;
    for (std::string input; words >> input;) {
      std::ifstream file(folder + number + "." + input + ".in", std::ios::binary);
      const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
      tensorflow::TensorProto proto;
      tensorflow::Tensor tensor;
      if (!proto.ParseFromString(bytes) || !tensor.FromProto(proto)) return 4;
      inputs.emplace_back(signature.inputs().at(input).name(), tensor);
    }
    std::vector<std::string> names, fetched;
    for (const auto& output : signature.outputs()) {
      names.push_back(output.first);
      fetched.push_back(output.second.name());
    }
    std::vector<tensorflow::Tensor> outputs;
    status = bundle.GetSession()->Run(inputs, fetched, {}, &outputs);
    if (!status.ok()) {
      std::cerr << name << ": " << status.ToString() << "\n";
      return 3;
    }
    for (size_t i = 0; i < outputs.size(); ++i) {
      tensorflow::TensorProto proto;
      if (outputs[i].dtype() == tensorflow::DT_STRING) {
        outputs[i].AsProtoField(&proto);
      } else {
        outputs[i].AsProtoTensorContent(&proto);
      }
      std::string bytes;
      proto.SerializeToString(&bytes);
      std::ofstream(folder + number + "." + names[i] + ".out", std::ios::binary) << bytes;
    }
  }
  return 0;
}
