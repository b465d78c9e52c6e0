#define HIP_PORT_ON_HOST
#include "hip_port.hpp"
#include <cfenv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>
#include <map>
#include <string>
std::mt19937_64 g(1); std::map<std::string,int> bad; long n=0;
template<class T,class U> T bits(){U u=(U)g(); T t; switch(g()%8){case 0:u&=(U)g();u&=(U)g();u&=(U)g();break;case 1:return (T)((int)(g()%9)-4);case 2:return (T)INFINITY;case 3:u&=~(U)0>>(sizeof(U)*8/6);break;} memcpy(&t,&u,sizeof t);return t;}
template<class T> void same(const char*w,T a,T b){++n;bool nn=std::isnan(a)&&std::isnan(b);if(!nn&&memcmp(&a,&b,sizeof a)) if(bad[w]++<2)printf("%s %a %a\n",w,(double)a,(double)b);}
template<class F> auto in(int m,F f){fesetround(m);auto r=f();fesetround(FE_TONEAREST);return r;}
#define C(f,e) same(#f,f,in(M,[&]{volatile auto r=e;return (decltype(e))r;}))
#define ALL(s,m) {constexpr int M=m; C(hip_port::fadd_##s(a,b),a+b);C(hip_port::fsub_##s(a,b),a-b);C(hip_port::fmul_##s(a,b),a*b);C(hip_port::fdiv_##s(a,b),a/b);C(hip_port::fmaf_##s(a,b,c),std::fma((float)a,(float)b,(float)c));C(hip_port::frcp_##s(a),1.0f/a);C(hip_port::fsqrt_##s(a),sqrtf(a));C(hip_port::dadd_##s(x,y),x+y);C(hip_port::dsub_##s(x,y),x-y);C(hip_port::dmul_##s(x,y),x*y);C(hip_port::ddiv_##s(x,y),x/y);C(hip_port::drcp_##s(x),1.0/x);C(hip_port::dsqrt_##s(x),sqrt(x));}
int main(){for(int i=0;i<400000;++i){volatile float a=bits<float,unsigned>(),b=bits<float,unsigned>(),c=bits<float,unsigned>();if(g()%4==0)b=-a;if(g()%5==0)c=-a*b;volatile double x=bits<double,unsigned long long>(),y=bits<double,unsigned long long>();if(g()%4==0)y=-x;
ALL(rd,FE_DOWNWARD)ALL(ru,FE_UPWARD)ALL(rz,FE_TOWARDZERO)}
for(auto&p:bad)printf("%s: %d\n",p.first.c_str(),p.second);printf("%ld compared, %zu functions differ\n",n,bad.size());}
