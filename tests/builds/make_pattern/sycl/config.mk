NVCC = icpx -fsycl
CXX = icpx -fsycl
ARCH = 
CXXFLAGS = -O2 -I.
NVCCFLAGS = -std=c++17 -Wall
LDFLAGS = -lrt -lpthread -ldl
