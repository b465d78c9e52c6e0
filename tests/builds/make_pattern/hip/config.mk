ROCM_PATH ?= /opt/rocm
NVCC = hipcc
CXX = g++
ARCH = --offload-arch=gfx90a --offload-arch=gfx1030
CXXFLAGS = -O2 -D__HIP_PLATFORM_AMD__ -I$(ROCM_PATH)/include
NVCCFLAGS = -std=c++14 -Wall
LDFLAGS = -L$(ROCM_PATH)/lib -lamdhip64 -lrt -lpthread -ldl
